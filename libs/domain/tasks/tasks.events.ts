import { IsOptional, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class TaskChanged {
  @IsUUID() taskId: string;
  @IsOptional() @IsUUID() leadId?: string;
}

export const taskOpened = defineEvent({ name: 'task.opened', payload: TaskChanged });
export const taskCompleted = defineEvent({ name: 'task.completed', payload: TaskChanged });
