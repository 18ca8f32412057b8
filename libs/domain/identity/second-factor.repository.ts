import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** Authenticator apps and recovery codes: needs the identity scope. */
@Injectable()
export class SecondFactorRepository {
  async find(tx: SqlTx, userId: string) {
    return tx.maybeOne(
      { secret: 'text', enabledAt: 'date?', begunMinutesAgo: 'float', recoveryCodesLeft: 'int' },
      Prisma.sql`SELECT secret, enabled_at AS "enabledAt",
          (extract(epoch FROM now() - created_at) / 60)::float8 AS "begunMinutesAgo",
          (SELECT count(*) FROM recovery_code c WHERE c.user_id = two_factor.user_id AND used_at IS NULL) AS "recoveryCodesLeft"
        FROM two_factor WHERE user_id = ${userId}::uuid`,
    );
  }

  /** Stores the secret of an app that is being set up; false when the second step is on. Tries go on being counted. */
  async begin(tx: SqlTx, userId: string, secret: string): Promise<boolean> {
    const begun = await tx.execute(Prisma.sql`INSERT INTO two_factor (user_id, secret)
      VALUES (${userId}::uuid, ${secret})
      ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = now()
        WHERE two_factor.enabled_at IS NULL`);
    return begun === 1;
  }

  /** Of any number of calls at once, one gets true. */
  async enable(tx: SqlTx, userId: string): Promise<boolean> {
    const enabled = await tx.execute(
      Prisma.sql`UPDATE two_factor SET enabled_at = now() WHERE user_id = ${userId}::uuid AND enabled_at IS NULL`,
    );
    return enabled === 1;
  }

  async remove(tx: SqlTx, userId: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM recovery_code WHERE user_id = ${userId}::uuid`);
    await tx.execute(Prisma.sql`DELETE FROM two_factor WHERE user_id = ${userId}::uuid`);
  }

  /** Counts a try and answers how many there were in the running `minutes`, and the seconds until they are forgotten. */
  async countTry(
    tx: SqlTx,
    userId: string,
    minutes: number,
  ): Promise<{ tries: number; forgottenIn: number } | undefined> {
    const over = Prisma.sql`tries_from <= now() - make_interval(mins => ${minutes})`;
    return tx.maybeOne(
      { tries: 'int', forgottenIn: 'int' },
      Prisma.sql`UPDATE two_factor SET tries = CASE WHEN ${over} THEN 1 ELSE tries + 1 END,
          tries_from = CASE WHEN ${over} OR tries = 0 THEN now() ELSE tries_from END
        WHERE user_id = ${userId}::uuid
        RETURNING tries,
          ceil(extract(epoch FROM tries_from + make_interval(mins => ${minutes}) - now()))::int AS "forgottenIn"`,
    );
  }

  /** Accepts a code's step, and forgets the tries; false when that step or a later one was accepted before. */
  async acceptStep(tx: SqlTx, userId: string, step: number): Promise<boolean> {
    const accepted = await tx.execute(Prisma.sql`UPDATE two_factor SET last_step = ${step}::bigint, tries = 0
      WHERE user_id = ${userId}::uuid AND last_step < ${step}::bigint`);
    return accepted === 1;
  }

  /** Spends a recovery code, and forgets the tries; false when the person has none such, or spent it. */
  async spendRecoveryCode(tx: SqlTx, userId: string, codeHash: string): Promise<boolean> {
    const spent = await tx.execute(Prisma.sql`UPDATE recovery_code SET used_at = now()
      WHERE user_id = ${userId}::uuid AND code_hash = ${codeHash} AND used_at IS NULL`);
    if (spent !== 1) return false;
    await tx.execute(Prisma.sql`UPDATE two_factor SET tries = 0 WHERE user_id = ${userId}::uuid`);
    return true;
  }

  /** Up to `limit` secrets behind `after` that another key than `keyId` sealed. */
  async sealedByOthers(
    tx: SqlTx,
    { keyId, after, limit }: { keyId: string; after: string; limit: number },
  ): Promise<{ userId: string; secret: string }[]> {
    return tx.rows(
      { userId: 'uuid', secret: 'text' },
      Prisma.sql`SELECT user_id AS "userId", secret FROM two_factor
        WHERE user_id > ${after}::uuid AND secret NOT LIKE ${`s1.${keyId}.%`} ORDER BY user_id LIMIT ${limit} FOR UPDATE`,
    );
  }

  async reseal(tx: SqlTx, userId: string, secret: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE two_factor SET secret = ${secret} WHERE user_id = ${userId}::uuid`);
  }

  /** Puts new recovery codes in the place of all older ones. */
  async replaceRecoveryCodes(tx: SqlTx, userId: string, hashes: string[]): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM recovery_code WHERE user_id = ${userId}::uuid`);
    await tx.execute(Prisma.sql`INSERT INTO recovery_code (code_hash, user_id)
      SELECT hash, ${userId}::uuid FROM unnest(${hashes}::text[]) AS hash`);
  }
}
