import { IsOptional, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class NoteChanged {
  @IsUUID() noteId: string;
  @IsUUID() leadId: string;
  /** Who did it; left out for an API key. */
  @IsOptional() @IsUUID() userId?: string;
}

export class MemberMentioned extends NoteChanged {
  @IsUUID() mentionedId: string;
}

export const noteAdded = defineEvent({ name: 'note.added', payload: NoteChanged });
export const noteChanged = defineEvent({ name: 'note.changed', payload: NoteChanged });
export const noteDeleted = defineEvent({ name: 'note.deleted', payload: NoteChanged });
/** A note says a member's name for the first time; nobody is told of a mention of themselves. */
export const memberMentioned = defineEvent({ name: 'note.member_mentioned', payload: MemberMentioned });
