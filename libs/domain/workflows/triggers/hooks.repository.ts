import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const shape = {
  createdAt: 'date',
  lastUsedAt: 'date?',
  previousUntil: 'date?',
  previousUsedAt: 'date?',
} as const;
export type HookRow = RowOf<typeof shape>;

const previousWorks = Prisma.sql`previous_until > now()`;
const columns = Prisma.sql`created_at AS "createdAt", last_used_at AS "lastUsedAt",
  CASE WHEN ${previousWorks} THEN previous_until END AS "previousUntil",
  CASE WHEN ${previousWorks} THEN previous_used_at END AS "previousUsedAt"`;

@Injectable()
export class HooksRepository {
  /** Makes the URL, or gives it a new secret; the one before works for `overlapMinutes` more, and any older one no longer. */
  async rotate(tx: SqlTx, workflowId: string, tokenHash: string, overlapMinutes: number): Promise<HookRow> {
    const ifOverlap = (value: Prisma.Sql) => (overlapMinutes > 0 ? value : Prisma.sql`NULL`);
    return tx.one(
      shape,
      Prisma.sql`INSERT INTO workflow_hook (workflow_id, team_id, token_hash)
        VALUES (${workflowId}::uuid, brickwork_team(), ${tokenHash})
        ON CONFLICT (workflow_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, created_at = now(), last_used_at = NULL,
          previous_hash = ${ifOverlap(Prisma.sql`workflow_hook.token_hash`)},
          previous_used_at = ${ifOverlap(Prisma.sql`workflow_hook.last_used_at`)},
          previous_until = ${ifOverlap(Prisma.sql`now() + ${overlapMinutes} * interval '1 minute'`)}
        RETURNING ${columns}`,
    );
  }

  async get(tx: SqlTx, workflowId: string): Promise<HookRow | undefined> {
    return tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow_hook WHERE workflow_id = ${workflowId}::uuid`,
    );
  }

  async remove(tx: SqlTx, workflowId: string): Promise<boolean> {
    const count = await tx.execute(
      Prisma.sql`DELETE FROM workflow_hook WHERE workflow_id = ${workflowId}::uuid`,
    );
    return count > 0;
  }

  /** Whose URL it is, as long as it works. System scope. */
  async find(
    tx: SqlTx,
    tokenHash: string,
  ): Promise<{ workflowId: string; teamId: string; isPrevious: boolean } | undefined> {
    return tx.maybeOne(
      { workflowId: 'uuid', teamId: 'uuid', isPrevious: 'bool' },
      Prisma.sql`SELECT workflow_id AS "workflowId", team_id AS "teamId", token_hash <> ${tokenHash} AS "isPrevious"
        FROM workflow_hook WHERE token_hash = ${tokenHash} OR (previous_hash = ${tokenHash} AND ${previousWorks})`,
    );
  }

  async used(tx: SqlTx, workflowId: string, isPrevious: boolean): Promise<void> {
    const column = Prisma.raw(isPrevious ? 'previous_used_at' : 'last_used_at');
    await tx.execute(
      Prisma.sql`UPDATE workflow_hook SET ${column} = now() WHERE workflow_id = ${workflowId}::uuid`,
    );
  }

  async workflow(tx: SqlTx, workflowId: string): Promise<{ id: string; name: string } | undefined> {
    return tx.maybeOne(
      { id: 'uuid', name: 'text' },
      Prisma.sql`SELECT id, name FROM workflow WHERE id = ${workflowId}::uuid AND deleted_at IS NULL`,
    );
  }
}
