import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx, teamOf } from '@platform/database';

export interface ScoreJob {
  id: string;
  state: 'running' | 'completed' | 'failed' | 'superseded';
  ruleVersion: number | null;
  total: number;
  done: number;
  changed: number;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const shape = {
  id: 'uuid',
  state: 'text',
  ruleVersion: 'int?',
  total: 'int',
  done: 'int',
  changed: 'int',
  error: 'text?',
  createdAt: 'date',
  finishedAt: 'date?',
} as const;
const columns = Prisma.sql`id, state, rule_version AS "ruleVersion", total, done, changed, error, created_at AS "createdAt",
  finished_at AS "finishedAt"`;

@Injectable()
export class RecalculationsRepository {
  /** A running recalculation of all leads there are now; undefined while another one is running. */
  async insert(tx: SqlTx, ruleVersion: number, by: string | null): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO score_job (id, team_id, kind, rule_version, total, requested_by_id)
        SELECT ${newId()}::uuid, ${teamOf(tx)}::uuid, 'recalculate', ${ruleVersion}, count(*), ${by}::uuid FROM lead
        WHERE team_id = ${teamOf(tx)}::uuid
        ON CONFLICT (team_id, kind) WHERE state = 'running' DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  async running(tx: SqlTx): Promise<ScoreJob | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM score_job WHERE kind = 'recalculate' AND state = 'running'`,
    );
    return row as ScoreJob | undefined;
  }

  async find(tx: SqlTx, id: string): Promise<ScoreJob | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM score_job WHERE id = ${id}::uuid`);
    return row as ScoreJob | undefined;
  }

  async supersedeRunning(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE score_job SET state = 'superseded', finished_at = now()
      WHERE kind = 'recalculate' AND state = 'running'`);
  }

  /** The next leads in the order of their creation, behind those that are done; undefined when the job is not running any more. */
  async nextLeads(
    tx: SqlTx,
    id: string,
    limit: number,
  ): Promise<{ id: string; createdAt: Date }[] | undefined> {
    const job = await tx.maybeOne(
      { at: 'text?', id: 'uuid?' },
      Prisma.sql`SELECT cursor_at::text AS at, cursor_id AS id FROM score_job WHERE id = ${id}::uuid AND state = 'running' FOR UPDATE`,
    );
    if (!job) return undefined;
    const behind = job.id
      ? Prisma.sql`AND (created_at, id) > (${job.at}::timestamptz, ${job.id}::uuid)`
      : Prisma.empty;
    return tx.rows(
      { id: 'uuid', createdAt: 'date' },
      Prisma.sql`SELECT id, created_at AS "createdAt" FROM lead WHERE team_id = brickwork_team() ${behind}
        ORDER BY created_at, id LIMIT ${limit}`,
    );
  }

  async advance(
    tx: SqlTx,
    id: string,
    done: { leads: number; changed: number; last: { id: string; createdAt: Date } },
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE score_job SET done = done + ${done.leads}, changed = changed + ${done.changed},
      cursor_at = ${done.last.createdAt}::timestamptz, cursor_id = ${done.last.id}::uuid WHERE id = ${id}::uuid`);
  }

  async end(
    tx: SqlTx,
    id: string,
    state: 'completed' | 'failed',
    error: string | null = null,
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE score_job SET state = ${state}, error = ${error}, finished_at = now(), total = greatest(total, done)
      WHERE id = ${id}::uuid AND state = 'running'`);
  }
}
