import { Prisma } from '@platform/database';
import type { Task, TaskFilter } from './task';

export const taskShape = {
  id: 'uuid',
  title: 'text',
  description: 'text?',
  dueAt: 'date',
  zone: 'text?',
  priority: 'text',
  status: 'text',
  assignedToId: 'uuid?',
  leadId: 'uuid?',
  revision: 'int',
  reminders: 'json',
  recurrence: 'json',
  seriesId: 'uuid?',
  occurrence: 'int',
  overdueAt: 'date?',
  completedAt: 'date?',
  createdById: 'uuid?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;

export const taskColumns = Prisma.sql`t.id, t.title, t.description, t.due_at AS "dueAt", t.zone, t.priority, t.status,
  t.assigned_to_id AS "assignedToId", t.lead_id AS "leadId", t.revision, to_json(t.reminders) AS reminders, t.recurrence,
  t.series_id AS "seriesId", t.occurrence, t.overdue_at AS "overdueAt", t.completed_at AS "completedAt",
  t.created_by_id AS "createdById", t.created_at AS "createdAt", t.updated_at AS "updatedAt"`;

export const openTask = Prisma.sql`t.status IN ('PENDING', 'IN_PROGRESS')`;

const conditions: { [K in keyof Required<TaskFilter>]: (value: Required<TaskFilter>[K]) => Prisma.Sql } = {
  status: (statuses) => Prisma.sql`t.status = ANY(${statuses}::text[])`,
  priority: (priorities) => Prisma.sql`t.priority = ANY(${priorities}::text[])`,
  leadId: (id) => Prisma.sql`t.lead_id = ${id}::uuid`,
  assignedToId: (id) => Prisma.sql`t.assigned_to_id = ${id}::uuid`,
  seriesId: (id) => Prisma.sql`t.series_id = ${id}::uuid`,
  unassigned: (none) =>
    none ? Prisma.sql`t.assigned_to_id IS NULL` : Prisma.sql`t.assigned_to_id IS NOT NULL`,
  overdue: (overdue) => {
    const late = Prisma.sql`${openTask} AND t.due_at <= now()`;
    return overdue ? late : Prisma.sql`NOT (${late})`;
  },
  dueFrom: (instant) => Prisma.sql`t.due_at >= ${instant}::timestamptz`,
  dueBefore: (instant) => Prisma.sql`t.due_at < ${instant}::timestamptz`,
};

/** One conjunct per filter. */
export function conditionsOf(filter: TaskFilter): Prisma.Sql[] {
  return (Object.keys(conditions) as (keyof TaskFilter)[]).flatMap((key) =>
    filter[key] === undefined ? [] : [(conditions[key] as (value: unknown) => Prisma.Sql)(filter[key])],
  );
}

/** What the shape cannot say: the words of a column, the form of a json. */
export const asTasks = (rows: unknown[]): Task[] => rows as Task[];
