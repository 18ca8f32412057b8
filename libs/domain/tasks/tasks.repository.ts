import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { NewestFirst } from '@platform/paging';
import type { NewTask, Task, TaskFilter, TaskPosition } from './task';
import { asTasks, conditionsOf, openTask, taskColumns, taskShape } from './task-columns.sql';

/** What an edit leaves of a task, besides its revision. */
export type TaskState = Pick<
  Task,
  | 'title'
  | 'description'
  | 'dueAt'
  | 'zone'
  | 'priority'
  | 'status'
  | 'assignedToId'
  | 'leadId'
  | 'reminders'
  | 'recurrence'
  | 'seriesId'
  | 'occurrence'
  | 'overdueAt'
>;

@Injectable()
export class TasksRepository {
  /** Leaves out those whose key an open task has, and occurrences that are there. One statement for any number. */
  async insert(tx: SqlTx, tasks: NewTask[]): Promise<Task[]> {
    const rows = tasks.map(({ reminders = [], ...task }) => ({
      ...task,
      ...{ id: newId(), priority: task.priority ?? 'MEDIUM', status: task.status ?? 'PENDING' },
      occurrence: task.occurrence ?? 1,
      reminders: `{${reminders.join(',')}}`,
    }));
    const inserted = await tx.rows(
      taskShape,
      Prisma.sql`INSERT INTO task AS t (id, team_id, title, description, due_at, zone, priority, status, lead_id, assigned_to_id,
          dedupe_key, reminders, recurrence, series_id, occurrence, created_by_id, updated_at)
        SELECT id, brickwork_team(), title, description, "dueAt", zone, priority, status, "leadId", "assignedToId", "dedupeKey",
          reminders::int[], recurrence, "seriesId", occurrence, "createdById", now()
        FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row(id uuid, title text, description text, "dueAt" timestamptz,
          zone text, priority text, status text, "leadId" uuid, "assignedToId" uuid, "dedupeKey" text, reminders text,
          recurrence jsonb, "seriesId" uuid, occurrence int, "createdById" uuid)
        ON CONFLICT DO NOTHING RETURNING ${taskColumns}`,
    );
    return asTasks(inserted);
  }

  async findOpenByKey(tx: SqlTx, dedupeKey: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT t.id FROM task t WHERE t.dedupe_key = ${dedupeKey} AND ${openTask}`,
    );
    return row?.id;
  }

  async find(tx: SqlTx, id: string): Promise<Task | undefined> {
    const row = await tx.maybeOne(
      taskShape,
      Prisma.sql`SELECT ${taskColumns} FROM task t WHERE t.id = ${id}::uuid`,
    );
    return row as Task | undefined;
  }

  /** Locked in the order of their ids, so that two who want some of the same do not wait for each other in a circle. */
  async lock(tx: SqlTx, ids: string[]): Promise<Task[]> {
    const rows = await tx.rows(
      taskShape,
      Prisma.sql`SELECT ${taskColumns} FROM task t WHERE t.id = ANY(${ids}::uuid[]) ORDER BY t.id FOR NO KEY UPDATE`,
    );
    return asTasks(rows);
  }

  /** What is due first comes first. */
  async list(tx: SqlTx, filter: TaskFilter, after: TaskPosition | undefined, limit: number): Promise<Task[]> {
    const where = conditionsOf(filter);
    if (after) where.push(Prisma.sql`(t.due_at, t.id) > (${after.dueAt}::timestamptz, ${after.id}::uuid)`);
    const restriction = where.length > 0 ? Prisma.sql`WHERE ${Prisma.join(where, ' AND ')}` : Prisma.empty;
    const rows = await tx.rows(
      taskShape,
      Prisma.sql`SELECT ${taskColumns} FROM task t ${restriction} ORDER BY t.due_at, t.id LIMIT ${limit}`,
    );
    return asTasks(rows);
  }

  /** About a lead, what is due last first. */
  async latestOf(tx: SqlTx, leadId: string, { before, from, to, limit }: NewestFirst): Promise<Task[]> {
    const where = conditionsOf({ leadId, dueFrom: from, dueBefore: to });
    if (before) where.push(Prisma.sql`(t.due_at, t.id) < (${before.at}::timestamptz, ${before.id}::uuid)`);
    const rows = await tx.rows(
      taskShape,
      Prisma.sql`SELECT ${taskColumns} FROM task t WHERE t.team_id = brickwork_team() AND ${Prisma.join(where, ' AND ')}
        ORDER BY t.due_at DESC, t.id DESC LIMIT ${limit}`,
    );
    return asTasks(rows);
  }

  /** Every write is a new revision: reminders of the old one find that they are no longer meant. */
  async update(tx: SqlTx, id: string, state: TaskState): Promise<Task> {
    const row = await tx.one(
      taskShape,
      Prisma.sql`UPDATE task t SET title = ${state.title}, description = ${state.description}, due_at = ${state.dueAt}::timestamptz,
          zone = ${state.zone}, priority = ${state.priority}, status = ${state.status},
          assigned_to_id = ${state.assignedToId}::uuid, lead_id = ${state.leadId}::uuid, reminders = ${state.reminders}::int[],
          recurrence = ${state.recurrence && JSON.stringify(state.recurrence)}::jsonb, series_id = ${state.seriesId}::uuid,
          occurrence = ${state.occurrence}, overdue_at = ${state.overdueAt}::timestamptz, revision = t.revision + 1,
          updated_at = now()
        WHERE t.id = ${id}::uuid RETURNING ${taskColumns}`,
    );
    return row as Task;
  }

  async complete(tx: SqlTx, ids: string[]): Promise<Task[]> {
    const rows = await tx.rows(
      taskShape,
      Prisma.sql`UPDATE task t SET status = 'COMPLETED', completed_at = now(), revision = t.revision + 1, updated_at = now()
        WHERE t.id = ANY(${ids}::uuid[]) AND ${openTask} RETURNING ${taskColumns}`,
    );
    return asTasks(rows);
  }

  /** What is past due is not news a second time. */
  async reopen(tx: SqlTx, id: string): Promise<Task> {
    const row = await tx.one(
      taskShape,
      Prisma.sql`UPDATE task t SET status = 'PENDING', completed_at = NULL, revision = t.revision + 1, updated_at = now(),
          overdue_at = coalesce(t.overdue_at, CASE WHEN t.due_at <= now() THEN now() END)
        WHERE t.id = ${id}::uuid RETURNING ${taskColumns}`,
    );
    return row as Task;
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM task WHERE id = ${id}::uuid`);
  }

  /** The occurrence after this one, if nobody has touched it. Answers whether there was one. */
  async withdrawNext(tx: SqlTx, { seriesId, occurrence }: Task): Promise<boolean> {
    const deleted = await tx.execute(Prisma.sql`DELETE FROM task t WHERE t.team_id = brickwork_team()
      AND t.series_id = ${seriesId}::uuid AND t.occurrence = ${occurrence + 1} AND t.revision = 0 AND ${openTask}`);
    return deleted > 0;
  }

  async now(tx: SqlTx): Promise<Date> {
    return (await tx.one({ now: 'date' }, Prisma.sql`SELECT now() AS now`)).now;
  }

  /** On whose clock a task is due: the first of these people that is a member, else the team's. */
  async zoneFor(tx: SqlTx, userIds: (string | null | undefined)[]): Promise<string> {
    const people = userIds.filter((id) => typeof id === 'string');
    const { zone } = await tx.one(
      { zone: 'text' },
      Prisma.sql`SELECT coalesce((SELECT u.timezone FROM app_user u WHERE u.id = ANY(${people}::uuid[])
          ORDER BY array_position(${people}::uuid[], u.id) LIMIT 1), team.timezone) AS zone
        FROM team WHERE team.id = brickwork_team()`,
    );
    return zone;
  }

  /** Row-level security hides what belongs to others. */
  async known(
    tx: SqlTx,
    ids: { leadId?: string | null; assignedToId?: string | null },
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
