import { IsInt, IsOptional, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class TaskChanged {
  @IsUUID() taskId: string;
  @IsOptional() @IsUUID() leadId?: string;
}

export class TaskAssigned extends TaskChanged {
  @IsUUID() userId: string;
}

export class TaskOverdue extends TaskChanged {
  /** Who is to do it; without one, who wrote it. */
  @IsOptional() @IsUUID() userId?: string;
}

export class TaskReminderDue extends TaskAssigned {
  @IsInt() revision: number;
  @IsInt() minutesBefore: number;
}

export const taskOpened = defineEvent({ name: 'task.opened', payload: TaskChanged });
/** Anything about it but its end. */
export const taskUpdated = defineEvent({ name: 'task.updated', payload: TaskChanged });
export const taskCompleted = defineEvent({ name: 'task.completed', payload: TaskChanged });
export const taskReopened = defineEvent({ name: 'task.reopened', payload: TaskChanged });
export const taskDeleted = defineEvent({ name: 'task.deleted', payload: TaskChanged });
/** Somebody else gave a person work. */
export const taskAssigned = defineEvent({ name: 'task.assigned', payload: TaskAssigned });
/** It is due and still open; told once for each time it is put off. */
export const taskOverdue = defineEvent({ name: 'task.overdue', payload: TaskOverdue });
export const taskReminderDue = defineEvent({ name: 'task.reminder_due', payload: TaskReminderDue });
