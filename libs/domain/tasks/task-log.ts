import { Injectable } from '@nestjs/common';
import { Activities, changedFields, type Author } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import type { Task } from './task';

const titles = {
  'task.created': 'Task',
  'task.updated': 'Task changed',
  'task.completed': 'Task completed',
  'task.reopened': 'Task taken up again',
  'task.cancelled': 'Task cancelled',
  'task.deleted': 'Task deleted',
  'task.overdue': 'Task overdue',
} as const;

/** The trail of tasks, written in the transaction of the change it tells of. */
@Injectable()
export class TaskLog {
  constructor(private readonly activities: Activities) {}

  async record(
    tx: SqlTx,
    type: keyof typeof titles,
    tasks: (Task & { changes?: object })[],
    { userId }: Author,
  ): Promise<void> {
    await this.activities.record(
      tx,
      tasks.map(({ id, title, leadId, changes }) => ({
        ...{ type, title: `${titles[type]}: ${title}`, leadId, subjectId: id, userId, changes },
      })),
    );
  }
}

export const subjectOf = ({
  id,
  leadId,
}: Pick<Task, 'id' | 'leadId'>): { taskId: string; leadId?: string } =>
  leadId ? { taskId: id, leadId } : { taskId: id };

/** What an edit may change. */
const told = [
  'title',
  'description',
  'dueAt',
  'zone',
  'priority',
  'status',
  'assignedToId',
  'leadId',
  'reminders',
  'recurrence',
] as const satisfies (keyof Task)[];

export const changesBetween = (
  before: Pick<Task, (typeof told)[number]>,
  after: Pick<Task, (typeof told)[number]>,
): Record<string, unknown> => changedFields(before, after, told);
