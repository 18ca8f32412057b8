import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { JobState } from './job-state';
import type { JobRow } from './jobs.repository';

const shape = {
  id: 'uuid',
  teamId: 'uuid?',
  name: 'text',
  queue: 'text',
  payload: 'json',
  dueAt: 'date',
  state: 'text',
  attempts: 'int',
  maxAttempts: 'int',
  crashes: 'int',
  progress: 'json',
  result: 'json',
  lastError: 'text?',
  dedupeKey: 'text?',
  causeId: 'uuid?',
  depth: 'int',
  createdAt: 'date',
  startedAt: 'date?',
  finishedAt: 'date?',
} as const;

const columns = Prisma.sql`id, team_id AS "teamId", name, queue, payload, due_at AS "dueAt", state, attempts,
  max_attempts AS "maxAttempts", crashes, progress, result, last_error AS "lastError", dedupe_key AS "dedupeKey",
  cause_id AS "causeId", depth, created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

export interface JobFilter {
  states?: JobState[];
  name?: string;
  queue?: string;
}

function where({ states, name, queue }: JobFilter): Prisma.Sql {
  const parts = [Prisma.sql`true`];
  if (states) parts.push(Prisma.sql`state = ANY(${states}::text[])`);
  if (name) parts.push(Prisma.sql`name = ${name}`);
  if (queue) parts.push(Prisma.sql`queue = ${queue}`);
  return Prisma.join(parts, ' AND ');
}

/** Reads jobs for people. Runs in a team's scope: row-level security keeps other teams' jobs out. */
@Injectable()
export class JobAdminRepository {
  async list(tx: SqlTx, filter: JobFilter, limit: number, before?: string): Promise<JobRow[]> {
    const cursor = before ? Prisma.sql`AND id < ${before}::uuid` : Prisma.empty;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM job WHERE team_id = brickwork_team() AND ${where(filter)} ${cursor}
        ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as JobRow[];
  }

  async find(tx: SqlTx, id: string): Promise<JobRow | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM job WHERE id = ${id}::uuid`);
    return row as JobRow | undefined;
  }

  async countByName(tx: SqlTx, filter: JobFilter): Promise<{ name: string; count: number }[]> {
    return tx.rows(
      { name: 'text', count: 'int' },
      Prisma.sql`SELECT name, count(*) AS count FROM job WHERE team_id = brickwork_team() AND ${where(filter)}
        GROUP BY name ORDER BY count(*) DESC, name`,
    );
  }

  async ids(tx: SqlTx, filter: JobFilter, limit: number): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM job WHERE team_id = brickwork_team() AND ${where(filter)} ORDER BY id LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }
}
