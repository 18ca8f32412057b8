import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export type UserTokenPurpose = 'verify-email' | 'reset-password' | 'second-factor';

/** Links that were mailed; only their hashes are kept. Needs the identity scope. */
@Injectable()
export class UserTokensRepository {
  /** Stores a new link and makes the older ones of its kind worthless. */
  async replace(
    tx: SqlTx,
    userId: string,
    purpose: UserTokenPurpose,
    tokenHash: string,
    minutes: number,
  ): Promise<void> {
    await this.void(tx, userId, purpose);
    await tx.execute(Prisma.sql`INSERT INTO user_token (token_hash, user_id, purpose, expires_at)
      VALUES (${tokenHash}, ${userId}::uuid, ${purpose}, now() + make_interval(mins => ${minutes}))`);
  }

  /** Makes every link of the kind worthless. */
  async void(tx: SqlTx, userId: string, purpose: UserTokenPurpose): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE user_token SET used_at = now()
      WHERE user_id = ${userId}::uuid AND purpose = ${purpose} AND used_at IS NULL`);
  }

  /** The user a link belongs to, once; undefined when it was used, has expired or never was. */
  async spend(tx: SqlTx, purpose: UserTokenPurpose, tokenHash: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { userId: 'uuid' },
      Prisma.sql`UPDATE user_token SET used_at = now()
        WHERE token_hash = ${tokenHash} AND purpose = ${purpose} AND used_at IS NULL AND expires_at > now()
        RETURNING user_id AS "userId"`,
    );
    return row?.userId;
  }

  /** The same without using it up. */
  async owner(tx: SqlTx, purpose: UserTokenPurpose, tokenHash: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { userId: 'uuid' },
      Prisma.sql`SELECT user_id AS "userId" FROM user_token
        WHERE token_hash = ${tokenHash} AND purpose = ${purpose} AND used_at IS NULL AND expires_at > now()`,
    );
    return row?.userId;
  }

  async prune(tx: SqlTx): Promise<number> {
    return tx.execute(Prisma.sql`DELETE FROM user_token WHERE expires_at < now() - interval '7 days'`);
  }
}
