import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Min } from 'class-validator';
import { DailyMailPayload } from '@domain/daily-mails';
import { defineJob, exponential } from '@platform/jobs';

export class RemindPayload {
  @IsUUID() teamId: string;
  @IsUUID() appointmentId: string;
  @IsUUID() reminderId: string;
  /** How often its job was quarantined before. */
  @IsOptional() @IsInt() @Min(0) round?: number;
}

export class HandleReplyPayload {
  @IsUUID() teamId: string;
  @IsUUID() inboundId: string;
  /** What it answers. */
  @IsUUID() messageId: string;
  @IsString() sourceKind: string;
  @IsOptional() @IsUUID() leadId?: string | null;
  /** The reply was an opt-out as well: nothing more may be texted. */
  @IsOptional() @IsBoolean() optedOut?: boolean;
}

const retries = { attempts: 8, backoff: exponential(2, 60) };

export const appointmentJobs = {
  /** Turns one reminder into a message, if it is still wanted. */
  remind: defineJob({ name: 'appointments.remind', queue: 'messages', payload: RemindPayload, ...retries }),
  /** Acts upon a text that may answer a reminder. */
  handleReply: defineJob({
    name: 'appointments.handle-reply',
    queue: 'messages',
    payload: HandleReplyPayload,
    ...retries,
  }),
  /** Writes one person's agenda of one day. */
  sendAgenda: defineJob({
    name: 'appointments.send-agenda',
    queue: 'messages',
    payload: DailyMailPayload,
    ...retries,
  }),
};
