import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';
import { OpaqueTokens } from '@platform/crypto';

const purpose = 'lead-offer';

/** The link by which one person takes one offer, without signing in. A signature over two ids: nothing secret is stored. */
@Injectable()
export class OfferLinks {
  private readonly prefix: string;

  constructor(
    env: Env,
    private readonly tokens: OpaqueTokens,
  ) {
    this.prefix = `${env.PUBLIC_URL.replace(/\/+$/, '')}/api/lead-offers/`;
  }

  urlFor(teamId: string, offerId: string): string {
    const ids = Buffer.from((teamId + offerId).replaceAll('-', ''), 'hex');
    return this.prefix + this.tokens.signOpaque(purpose, ids);
  }

  /** What a token stands for; null when it was not made here. */
  read(token: string): { teamId: string; offerId: string } | null {
    const ids = this.tokens.verifyOpaque(purpose, token)?.toString('hex');
    if (ids?.length !== 64) return null;
    const [teamId, offerId] = [ids.slice(0, 32), ids.slice(32)].map((hex) =>
      hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    ) as [string, string];
    return { teamId, offerId };
  }
}
