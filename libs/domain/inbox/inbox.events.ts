import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

const changes = [
  'received',
  'sent',
  'read',
  'assigned',
  'snoozed',
  'triaged',
  'commented',
  'removed',
] as const;
export type ThreadChangeKind = (typeof changes)[number];

export class ThreadChanged {
  @IsUUID() threadId: string;
  @IsIn([...changes]) what: ThreadChangeKind;
  @IsOptional() @IsUUID() leadId?: string;
  /** Who did it; left out for an API key and for what came in. */
  @IsOptional() @IsUUID() userId?: string;
}

/** Something about a conversation is other than it was: lists and open windows may want to look again. */
export const threadChanged = defineEvent({ name: 'inbox.thread_changed', payload: ThreadChanged });

export class ThreadAssigned {
  @IsUUID() threadId: string;
  @IsUUID() assignedToId: string;
  @IsOptional() @IsUUID() leadId?: string;
  @IsOptional() @IsUUID() userId?: string;
}

/** A conversation was given to a member. */
export const threadAssigned = defineEvent({ name: 'inbox.thread_assigned', payload: ThreadAssigned });

export class MemberMentionedInThread {
  @IsUUID() threadId: string;
  @IsUUID() commentId: string;
  @IsUUID() mentionedId: string;
  @IsOptional() @IsUUID() leadId?: string;
  @IsOptional() @IsUUID() userId?: string;
}

/** A comment says a member's name; nobody is told of a mention of themselves. */
export const memberMentionedInThread = defineEvent({
  name: 'inbox.member_mentioned',
  payload: MemberMentionedInThread,
});
