import { Injectable } from '@nestjs/common';
import { Prisma, teamOf, type SqlTx } from '@platform/database';
import type { AccountChannel, StoredAccount } from './own-account';

const shape = {
  id: 'uuid',
  teamId: 'uuid',
  channel: 'text',
  accountRef: 'text?',
  secret: 'text',
  last4: 'text',
  webhookKey: 'text?',
} as const;
const columns = Prisma.sql`id, team_id AS "teamId", channel, account_ref AS "accountRef", secret, last4, webhook_key AS "webhookKey"`;

@Injectable()
export class OwnAccountsRepository {
  async find(tx: SqlTx, channel: AccountChannel): Promise<StoredAccount | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM provider_account WHERE team_id = ${teamOf(tx)}::uuid AND channel = ${channel}`,
    );
    return row as StoredAccount | undefined;
  }

  /** The Twilio accounts with this SID, of whatever team. System scope. */
  async withSid(tx: SqlTx, sid: string): Promise<StoredAccount[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM provider_account WHERE account_ref = ${sid} AND channel = 'SMS' ORDER BY id LIMIT 20`,
    );
    return rows as StoredAccount[];
  }

  /** The row's id is new with every secret, so that no two secrets ever share a place. */
  async replace(tx: SqlTx, account: StoredAccount): Promise<void> {
    const { id, teamId, channel, accountRef, secret, last4, webhookKey } = account;
    await tx.execute(Prisma.sql`INSERT INTO provider_account (id, team_id, channel, account_ref, secret, last4, webhook_key)
      VALUES (${id}::uuid, ${teamId}::uuid, ${channel}, ${accountRef}, ${secret}, ${last4}, ${webhookKey})
      ON CONFLICT (team_id, channel) DO UPDATE SET id = excluded.id, account_ref = excluded.account_ref,
        secret = excluded.secret, last4 = excluded.last4, webhook_key = excluded.webhook_key, updated_at = now()`);
  }

  async setWebhookKey(tx: SqlTx, channel: AccountChannel, key: string | null): Promise<boolean> {
    const set =
      await tx.execute(Prisma.sql`UPDATE provider_account SET webhook_key = ${key}, updated_at = now()
      WHERE team_id = ${teamOf(tx)}::uuid AND channel = ${channel}`);
    return set === 1;
  }

  async remove(tx: SqlTx, channel: AccountChannel): Promise<void> {
    await tx.execute(
      Prisma.sql`DELETE FROM provider_account WHERE team_id = ${teamOf(tx)}::uuid AND channel = ${channel}`,
    );
  }

  /** Another account, another chance: what the provider refused the one before does not hold for it. */
  async liftHold(tx: SqlTx, channel: AccountChannel): Promise<void> {
    await tx.execute(
      Prisma.sql`DELETE FROM provider_hold WHERE team_id = ${teamOf(tx)}::uuid AND channel = ${channel}`,
    );
  }

  async addressOf(tx: SqlTx, userId: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { email: 'text' },
      Prisma.sql`SELECT email FROM app_user WHERE id = ${userId}::uuid`,
    );
    return row?.email;
  }

  /** Up to `limit` secrets behind `after` that another key than `keyId` sealed. System scope, as below. */
  async sealedByOthers(
    tx: SqlTx,
    { keyId, after, limit }: { keyId: string; after: string; limit: number },
  ): Promise<{ id: string; teamId: string; secret: string }[]> {
    return tx.rows(
      { id: 'uuid', teamId: 'uuid', secret: 'text' },
      Prisma.sql`SELECT id, team_id AS "teamId", secret FROM provider_account
        WHERE id > ${after}::uuid AND secret NOT LIKE ${`s1.${keyId}.%`} ORDER BY id LIMIT ${limit} FOR UPDATE`,
    );
  }

  async reseal(tx: SqlTx, id: string, secret: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE provider_account SET secret = ${secret} WHERE id = ${id}::uuid`);
  }
}
