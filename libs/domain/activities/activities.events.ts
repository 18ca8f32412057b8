import { IsOptional, IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class ActivityLogged {
  @IsUUID() activityId: string;
  @IsString() type: string;
  @IsOptional() @IsUUID() leadId?: string;
  @IsOptional() @IsUUID() campaignId?: string;
}

/** A person wrote down a call, a meeting, a note … What the system records itself has events of its own. */
export const activityLogged = defineEvent({ name: 'activity.logged', payload: ActivityLogged });
