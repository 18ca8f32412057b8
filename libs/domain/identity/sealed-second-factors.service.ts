import { Injectable } from '@nestjs/common';
import { SecretBox } from '@platform/crypto';
import { CrossTeamScope, Database } from '@platform/database';
import { SecondFactorRepository } from './second-factor.repository';
import { secretPlaceOf } from './second-factor-place';

const batch = 100;

/** Seals the secrets of all authenticator apps with the present key. */
@Injectable()
export class SealedSecondFactors {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactorRepository,
    private readonly box: SecretBox,
  ) {}

  /** The next batch behind `after`, one commit; `last` is null when there is none. What does not open is named and left as it is. */
  async renew(after: string): Promise<{ last: string | null; renewed: number; unreadable: string[] }> {
    return this.database.sql(CrossTeamScope.identity, async (tx) => {
      const rows = await this.factors.sealedByOthers(tx, { keyId: this.box.keyId, after, limit: batch });
      const unreadable: string[] = [];
      for (const { userId, secret } of rows) {
        const renewed = this.box.tryRenew(secret, secretPlaceOf(userId));
        if (renewed === undefined) unreadable.push(`two_factor ${userId}`);
        else if (renewed !== null) await this.factors.reseal(tx, userId, renewed);
      }
      return { last: rows.at(-1)?.userId ?? null, renewed: rows.length - unreadable.length, unreadable };
    });
  }
}
