import { Injectable } from '@nestjs/common';
import { SecretBox } from '@platform/crypto';
import { CrossTeamScope, Database } from '@platform/database';
import { placeOf } from './own-account';
import { OwnAccountsRepository } from './own-accounts.repository';

const batch = 100;

/** Seals the secrets of all teams' own accounts with the present key. */
@Injectable()
export class SealedAccounts {
  constructor(
    private readonly database: Database,
    private readonly accounts: OwnAccountsRepository,
    private readonly box: SecretBox,
  ) {}

  /** The next batch behind `after`, one commit; `last` is null when there is none. What does not open is named and left as it is. */
  async renew(after: string): Promise<{ last: string | null; renewed: number; unreadable: string[] }> {
    return this.database.sql(CrossTeamScope.system, async (tx) => {
      const rows = await this.accounts.sealedByOthers(tx, { keyId: this.box.keyId, after, limit: batch });
      const unreadable: string[] = [];
      for (const row of rows) {
        const renewed = this.box.tryRenew(row.secret, placeOf(row));
        if (renewed === undefined) unreadable.push(`provider_account ${row.id}`);
        else if (renewed !== null) await this.accounts.reseal(tx, row.id, renewed);
      }
      return { last: rows.at(-1)?.id ?? null, renewed: rows.length - unreadable.length, unreadable };
    });
  }
}
