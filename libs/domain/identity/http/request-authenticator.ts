import { createSecretKey } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ExtractJwt, Strategy } from 'passport-jwt';
import {
  accessTokenRules,
  ApiKeys,
  notSignedIn,
  Sessions,
  tokenExpired,
  tokenInvalid,
  type AccessClaims,
} from '@domain/identity';
import { Authenticator, type Actor } from '@platform/auth';
import { Env } from '@platform/config';
import { DomainError } from '@platform/errors';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The strategy's way of answering; passport itself would put these on it, together with one registry per process. */
interface Attempt {
  success(actor: Actor): void;
  fail(challenge: unknown): void;
  error(error: unknown): void;
  authenticate(request: { headers: IncomingHttpHeaders }, options: object): void;
}

/** A bearer access token (passport-jwt), or an API key as bearer or in `x-api-key`. */
@Injectable()
export class RequestAuthenticator extends Authenticator {
  private readonly strategy: Strategy;

  constructor(
    env: Env,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
  ) {
    super();
    const { algorithm, issuer, audience, clockTolerance } = accessTokenRules;
    this.strategy = new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        // A text is tried as a public key first, on every request; jsonwebtoken takes a key, its types' older version says not.
        secretOrKey: createSecretKey(env.JWT_SECRET, 'utf8') as unknown as Buffer,
        algorithms: [algorithm],
        issuer,
        audience,
        jsonWebTokenOptions: { clockTolerance },
      },
      (claims: Partial<AccessClaims> & { exp?: number }, done) => {
        this.callerOf(claims).then(
          (actor) => done(null, actor),
          (error: unknown) => done(error, false),
        );
      },
    );
  }

  async authenticate(headers: IncomingHttpHeaders): Promise<Actor> {
    const given = headers['x-api-key'];
    if (typeof given === 'string') return this.apiKeys.caller(given);
    const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (!bearer) throw notSignedIn();
    return bearer.startsWith('crm_') ? this.apiKeys.caller(bearer) : this.byAccessToken(headers);
  }

  private byAccessToken(headers: IncomingHttpHeaders): Promise<Actor> {
    return new Promise((resolve, reject) => {
      const attempt = Object.create(this.strategy) as Attempt;
      attempt.success = resolve;
      attempt.fail = (challenge) =>
        reject(
          challenge instanceof Error && challenge.name === 'TokenExpiredError'
            ? tokenExpired()
            : tokenInvalid(),
        );
      attempt.error = (error) =>
        reject(error instanceof DomainError || !(error instanceof SyntaxError) ? error : tokenInvalid());
      attempt.authenticate({ headers }, {});
    });
  }

  private async callerOf({
    sub,
    sid,
    tid,
    typ,
    exp,
  }: Partial<AccessClaims> & { exp?: number }): Promise<Actor> {
    const ids = [sub, sid, tid];
    if (typ !== 'access' || exp === undefined || !ids.every((id) => typeof id === 'string' && uuid.test(id)))
      throw tokenInvalid();
    return this.sessions.caller({ userId: sub!, sessionId: sid!, teamId: tid! });
  }
}
