import { Injectable } from '@nestjs/common';
import { localMoment } from '@domain/appointments';
import {
  isOpen,
  Tasks,
  type Task,
  type TaskAssigned,
  type TaskOverdue,
  type TaskReminderDue,
} from '@domain/tasks';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import type { NotificationType } from './notification';
import type { TellTaskPayload } from './notifications.jobs';
import { NoticeFactsRepository } from './notice-facts.repository';
import { Notifications } from './notifications.service';

const types: Record<string, NotificationType> = {
  'task.assigned': 'TASK_ASSIGNED',
  'task.reminder_due': 'TASK_DUE',
  'task.overdue': 'TASK_OVERDUE',
};

/** Notices about tasks, on the reader's clock. */
@Injectable()
export class TaskNotices {
  constructor(
    private readonly events: Events,
    private readonly tasks: Tasks,
    private readonly facts: NoticeFactsRepository,
    private readonly notifications: Notifications,
  ) {}

  /** Once per event; nothing of a task that is done by now, was put off, or is somebody else's. */
  async tell(tx: SqlTx, { eventId }: TellTaskPayload): Promise<void> {
    const [event] = await this.events.read(tx, [eventId]);
    const type = event && types[event.name];
    if (!type) return;
    const payload = event.payload as TaskAssigned | TaskOverdue | TaskReminderDue;
    const task = await this.tasks.find(tx, payload.taskId);
    if (!task || !payload.userId || !isWanted(type, task, payload)) return;
    const { title, leadId, id: taskId, dueAt } = task;
    const zone = (await this.facts.zoneOf(tx, payload.userId)) ?? task.zone ?? 'UTC';
    await this.notifications.tell(tx, {
      ...{ userId: payload.userId, type, title, leadId, taskId },
      body: `${type === 'TASK_OVERDUE' ? 'Was due' : 'Due'} ${localMoment(dueAt, zone)}`,
      dedupeKey: `task:${eventId}`,
    });
  }
}

function isWanted(
  type: NotificationType,
  task: Task,
  payload: TaskAssigned | TaskOverdue | TaskReminderDue,
): boolean {
  if (!isOpen(task)) return false;
  if (type === 'TASK_ASSIGNED') return task.assignedToId === payload.userId;
  if (type === 'TASK_OVERDUE') return task.overdueAt !== null;
  return 'revision' in payload && payload.revision === task.revision;
}
