import { IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class UserNotified {
  @IsUUID() userId: string;
  @IsString() title: string;
  @IsString() body: string;
  @IsUUID() leadId: string;
  @IsUUID() runId: string;
}

/** A step wants a person to know something. */
export const userNotified = defineEvent({ name: 'workflow.user_notified', payload: UserNotified });
