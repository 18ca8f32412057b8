import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';

/** How long an access token is good for, in seconds. */
export const accessSeconds = 15 * 60;

/** Rules that signing and checking share. HS256 is pinned: a token does not choose how it is checked. */
export const accessTokenRules = {
  algorithm: 'HS256',
  issuer: 'brickwork',
  audience: 'brickwork-api',
  /** Seconds that two machines' clocks may differ. */
  clockTolerance: 30,
} as const;

/** What a token says: who and which session. What they may do is asked of the database. */
export interface AccessClaims {
  sub: string;
  sid: string;
  tid: string;
  typ: 'access';
}

@Injectable()
export class AccessTokens {
  private readonly jwt: JwtService;

  constructor(
    env: Env,
    private readonly clock: Clock,
  ) {
    this.jwt = new JwtService({ secret: env.JWT_SECRET });
  }

  issue(subject: { userId: string; sessionId: string; teamId: string }): Promise<string> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1_000);
    const claims: AccessClaims = {
      sub: subject.userId,
      sid: subject.sessionId,
      tid: subject.teamId,
      typ: 'access',
    };
    const { algorithm, issuer, audience } = accessTokenRules;
    return this.jwt.signAsync(
      { ...claims, iat: issuedAt },
      { algorithm, issuer, audience, expiresIn: accessSeconds },
    );
  }
}
