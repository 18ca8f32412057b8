import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** Whoever holds a key without finishing for so long has died. Longer than any request may take. */
const abandoned = Prisma.sql`interval '60 seconds'`;
const kept = Prisma.sql`interval '24 hours'`;

@Injectable()
export class IdempotencyRepository {
  /** Takes the key; answers when, as a proof for later, or undefined when another request has it. */
  async claim(tx: SqlTx, key: string, route: string, requestHash: string): Promise<Date | undefined> {
    const row = await tx.maybeOne(
      { claimedAt: 'date' },
      Prisma.sql`INSERT INTO idempotency_record AS r (team_id, key, route, request_hash, created_at)
        VALUES (brickwork_team(), ${key}, ${route}, ${requestHash}, clock_timestamp())
        ON CONFLICT (team_id, key) DO UPDATE
          SET route = excluded.route, request_hash = excluded.request_hash, status = NULL, body = NULL,
            created_at = clock_timestamp(), done_at = NULL, finished_at = NULL
          WHERE r.created_at < now() - ${kept} OR (r.finished_at IS NULL AND r.done_at IS NULL AND r.created_at < now() - ${abandoned})
        RETURNING created_at AS "claimedAt"`,
    );
    return row?.claimedAt;
  }

  async find(tx: SqlTx, key: string) {
    return tx.maybeOne(
      { route: 'text', requestHash: 'text', status: 'int?', body: 'json', finished: 'bool', lost: 'bool' },
      Prisma.sql`SELECT route, request_hash AS "requestHash", status, body, finished_at IS NOT NULL AS finished,
          finished_at IS NULL AND done_at IS NOT NULL AND created_at < now() - ${abandoned} AS lost
        FROM idempotency_record WHERE team_id = brickwork_team() AND key = ${key}`,
    );
  }

  async finish(tx: SqlTx, key: string, claimedAt: Date, status: number, body: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE idempotency_record
      SET status = ${status}, body = ${body}::jsonb, finished_at = clock_timestamp()
      WHERE team_id = brickwork_team() AND key = ${key} AND created_at = ${claimedAt} AND finished_at IS NULL`);
  }

  /** Notes in the unit of work that changes something that it was this key's. Units that only read leave no mark. */
  async markDone(tx: SqlTx, key: string, claimedAt: Date): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE idempotency_record SET done_at = clock_timestamp()
      WHERE team_id = brickwork_team() AND key = ${key} AND created_at = ${claimedAt} AND done_at IS NULL AND finished_at IS NULL
        AND pg_current_xact_id_if_assigned() IS NOT NULL`);
  }

  async release(tx: SqlTx, key: string, claimedAt: Date): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM idempotency_record
      WHERE team_id = brickwork_team() AND key = ${key} AND created_at = ${claimedAt} AND done_at IS NULL AND finished_at IS NULL`);
  }

  /** Needs the system scope, whose policy shows it only what is old enough. */
  async prune(tx: SqlTx, limit: number): Promise<number> {
    return tx.execute(Prisma.sql`DELETE FROM idempotency_record WHERE (team_id, key) IN (
      SELECT team_id, key FROM idempotency_record WHERE created_at < now() - ${kept} ORDER BY created_at LIMIT ${limit})`);
  }
}
