export const TASK_PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

export const TASK_STATUSES = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export interface NewTask {
  title: string;
  description?: string | null;
  /** UTC. */
  dueAt: Date;
  priority?: TaskPriority;
  leadId?: string | null;
  assignedToId?: string | null;
  /** At most one open task of the team has it, e.g. `opt-out-review:<lead>`. */
  dedupeKey?: string | null;
}

export interface Task {
  id: string;
  title: string;
  description: string | null;
  dueAt: Date;
  priority: TaskPriority;
  status: TaskStatus;
  assignedToId: string | null;
  leadId: string | null;
  completedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface TaskFilter {
  status?: TaskStatus[];
  leadId?: string;
  assignedToId?: string;
  /** Due before this instant, UTC. */
  dueBefore?: Date;
}

/** Where a list goes on: behind this row. */
export interface TaskPosition {
  dueAt: Date;
  id: string;
}
