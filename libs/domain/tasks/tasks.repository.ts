import { Injectable } from '@nestjs/common';
import { newId, Prisma, TenantScope, type SqlTx } from '@platform/database';
import type { NewTask, Task, TaskFilter, TaskPosition } from './task';

const shape = {
  id: 'uuid',
  title: 'text',
  description: 'text?',
  dueAt: 'date',
  priority: 'text',
  status: 'text',
  assignedToId: 'uuid?',
  leadId: 'uuid?',
  completedAt: 'date?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const columns = Prisma.sql`id, title, description, due_at AS "dueAt", priority, status, assigned_to_id AS "assignedToId",
  lead_id AS "leadId", completed_at AS "completedAt", created_at AS "createdAt", updated_at AS "updatedAt"`;

const conditions: { [K in keyof Required<TaskFilter>]: (value: Required<TaskFilter>[K]) => Prisma.Sql } = {
  status: (statuses) => Prisma.sql`status = ANY(${statuses}::text[])`,
  leadId: (id) => Prisma.sql`lead_id = ${id}::uuid`,
  assignedToId: (id) => Prisma.sql`assigned_to_id = ${id}::uuid`,
  dueBefore: (instant) => Prisma.sql`due_at < ${instant}::timestamptz`,
};

@Injectable()
export class TasksRepository {
  /** Answers nothing when an open task has the same key. */
  async insert(tx: SqlTx, task: NewTask): Promise<string | undefined> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a task needs a team');
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO task (id, team_id, title, description, due_at, priority, assigned_to_id, lead_id, dedupe_key, updated_at)
        VALUES (${newId()}::uuid, ${tx.scope.teamId}::uuid, ${task.title}, ${task.description ?? null}, ${task.dueAt}::timestamptz,
          ${task.priority ?? 'MEDIUM'}, ${task.assignedToId ?? null}::uuid, ${task.leadId ?? null}::uuid, ${task.dedupeKey ?? null}, now())
        ON CONFLICT (team_id, dedupe_key) WHERE dedupe_key IS NOT NULL AND status IN ('PENDING', 'IN_PROGRESS') DO NOTHING
        RETURNING id`,
    );
    return row?.id;
  }

  async findOpenByKey(tx: SqlTx, dedupeKey: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM task WHERE dedupe_key = ${dedupeKey} AND status IN ('PENDING', 'IN_PROGRESS')`,
    );
    return row?.id;
  }

  async find(tx: SqlTx, id: string): Promise<Task | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM task WHERE id = ${id}::uuid`);
    return row as Task | undefined;
  }

  /** What is due first comes first. */
  async list(tx: SqlTx, filter: TaskFilter, after: TaskPosition | undefined, limit: number): Promise<Task[]> {
    const where = (Object.keys(conditions) as (keyof TaskFilter)[]).flatMap((key) =>
      filter[key] === undefined ? [] : [(conditions[key] as (value: unknown) => Prisma.Sql)(filter[key])],
    );
    if (after) where.push(Prisma.sql`(due_at, id) > (${after.dueAt}::timestamptz, ${after.id}::uuid)`);
    const restriction = where.length > 0 ? Prisma.sql`WHERE ${Prisma.join(where, ' AND ')}` : Prisma.empty;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM task ${restriction} ORDER BY due_at, id LIMIT ${limit}`,
    );
    return rows as Task[];
  }

  /** True when the task was open and is completed now. */
  async complete(tx: SqlTx, id: string): Promise<boolean> {
    const completed = await tx.execute(
      Prisma.sql`UPDATE task SET status = 'COMPLETED', completed_at = now(), updated_at = now()
        WHERE id = ${id}::uuid AND status IN ('PENDING', 'IN_PROGRESS')`,
    );
    return completed === 1;
  }

  async handOver(tx: SqlTx, from: string, to: string | null): Promise<number> {
    return tx.execute(Prisma.sql`UPDATE task SET assigned_to_id = ${to}::uuid, updated_at = now()
      WHERE team_id = brickwork_team() AND assigned_to_id = ${from}::uuid AND status IN ('PENDING', 'IN_PROGRESS')`);
  }

  /** Row-level security hides what belongs to others. */
  async known(
    tx: SqlTx,
    ids: { leadId?: string; assignedToId?: string },
  ): Promise<{ lead: boolean; user: boolean }> {
    return tx.one(
      { lead: 'bool', user: 'bool' },
      Prisma.sql`SELECT
        ${ids.leadId ?? null}::uuid IS NULL OR EXISTS (SELECT FROM lead WHERE id = ${ids.leadId ?? null}::uuid) AS lead,
        ${ids.assignedToId ?? null}::uuid IS NULL
          OR EXISTS (SELECT FROM membership WHERE user_id = ${ids.assignedToId ?? null}::uuid) AS "user"`,
    );
  }
}
