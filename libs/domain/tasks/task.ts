import type { Recurrence, StoredRecurrence } from './recurrence';

export const TASK_PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

export const TASK_STATUSES = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** What an edit may set; a task is completed and taken up again by acts of their own. */
export const EDITABLE_STATUSES = ['PENDING', 'IN_PROGRESS', 'CANCELLED'] as const;

export const taskLimits = {
  title: 500,
  description: 10_000,
  reminders: 5,
  /** How early a reminder may be: 30 days, in minutes. */
  reminderMinutes: 43_200,
  bulk: 1_000,
} as const;

/** What the system or a person wants done. */
export interface NewTask {
  title: string;
  description?: string | null;
  /** UTC. */
  dueAt: Date;
  /** IANA; on whose clock it is due. */
  zone?: string | null;
  priority?: TaskPriority;
  status?: TaskStatus;
  leadId?: string | null;
  assignedToId?: string | null;
  /** At most one open task of the team has it, e.g. `opt-out-review:<lead>`. */
  dedupeKey?: string | null;
  /** Minutes before it is due. */
  reminders?: number[];
  recurrence?: StoredRecurrence | null;
  seriesId?: string | null;
  occurrence?: number;
  createdById?: string | null;
}

export interface Task {
  id: string;
  title: string;
  description: string | null;
  dueAt: Date;
  /** Null: opened by the system, on nobody's clock. */
  zone: string | null;
  priority: TaskPriority;
  status: TaskStatus;
  assignedToId: string | null;
  leadId: string | null;
  revision: number;
  /** Minutes before it is due, the earliest reminder first. */
  reminders: number[];
  recurrence: StoredRecurrence | null;
  /** All occurrences of a task that repeats have one series; null: it does not repeat. */
  seriesId: string | null;
  occurrence: number;
  /** When it was due and still open. */
  overdueAt: Date | null;
  completedAt: Date | null;
  createdById: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** When a task is due, as somebody states it: an instant, or a day or time on the clock of `zone`. */
export interface DueInput {
  dueAt?: Date;
  /** `2027-03-06T15:00`, or `2027-03-06` for the end of that day. */
  dueLocal?: string;
  /** IANA. Default: the assignee's, else the writer's, else the team's. */
  zone?: string;
}

/** What people state about a task. In an edit, what is left out stays and null clears. */
export interface TaskInput extends DueInput {
  title?: string;
  description?: string | null;
  priority?: TaskPriority;
  status?: (typeof EDITABLE_STATUSES)[number];
  leadId?: string | null;
  assignedToId?: string | null;
  reminders?: number[];
  recurrence?: Recurrence | null;
}

export interface TaskFilter {
  status?: TaskStatus[];
  priority?: TaskPriority[];
  leadId?: string;
  assignedToId?: string;
  seriesId?: string;
  /** True: nobody is to do it. */
  unassigned?: boolean;
  /** True: open and past due; false: all others. */
  overdue?: boolean;
  /** Instants, UTC: due at or after, due before. */
  dueFrom?: Date;
  dueBefore?: Date;
}

/** Where a list goes on: behind this row. */
export interface TaskPosition {
  dueAt: Date;
  id: string;
}

export const isOpen = ({ status }: { status: TaskStatus }): boolean =>
  status === 'PENDING' || status === 'IN_PROGRESS';
