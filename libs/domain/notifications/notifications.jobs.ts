import { ArrayMaxSize, IsArray, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class TellReminderPayload {
  @IsUUID() teamId: string;
  @IsUUID() appointmentId: string;
  @IsUUID() reminderId: string;
  @IsUUID() userId: string;
}

export class TellNoticePayload {
  @IsUUID() teamId: string;
  @IsUUID() eventId: string;
}

export class TellTaskPayload {
  @IsUUID() teamId: string;
  @IsUUID() eventId: string;
}

export class TellMentionPayload {
  @IsUUID() teamId: string;
  @IsUUID() eventId: string;
}

export class TellRoutingPayload {
  @IsUUID() teamId: string;
  @IsUUID() eventId: string;
}

export class TellThreadPayload {
  @IsUUID() teamId: string;
  @IsUUID() eventId: string;
}

export class TellEventsPayload {
  @IsUUID() teamId: string;
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) eventIds: string[];
}

export const notificationJobs = {
  /** Tells people of what happened to their leads, messages and campaigns, many events at once. */
  tellEvents: defineJob({
    name: 'notifications.tell-events',
    queue: 'events',
    payload: TellEventsPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
  /** Tells a person that they have a task, that it will be due, or that it was. */
  tellTask: defineJob({
    name: 'notifications.tell-task',
    queue: 'events',
    payload: TellTaskPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
  /** Tells a member that a note mentions them. */
  tellMention: defineJob({
    name: 'notifications.tell-mention',
    queue: 'events',
    payload: TellMentionPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
  /** Tells a member that a comment on a conversation mentions them. */
  tellThread: defineJob({
    name: 'notifications.tell-thread',
    queue: 'events',
    payload: TellThreadPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
  /** Tells people of leads that are offered to them, and of those that nobody has spoken to in time. */
  tellRouting: defineJob({
    name: 'notifications.tell-routing',
    queue: 'events',
    payload: TellRoutingPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
  /** Tells a person what a step of a workflow has to say. */
  tellNotice: defineJob({
    name: 'notifications.tell-notice',
    queue: 'events',
    payload: TellNoticePayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
  /** Tells a person inside the product of an appointment that is near. */
  tellReminder: defineJob({
    name: 'notifications.tell-reminder',
    queue: 'events',
    payload: TellReminderPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
};
