import { Injectable } from '@nestjs/common';
import { Notes, plainNote, type MemberMentioned } from '@domain/notes';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import type { TellMentionPayload } from './notifications.jobs';
import { NoticeFactsRepository } from './notice-facts.repository';
import { Notifications } from './notifications.service';

const excerpt = 300;

/** Tells members that a note speaks of them. */
@Injectable()
export class MentionNotices {
  constructor(
    private readonly events: Events,
    private readonly notes: Notes,
    private readonly facts: NoticeFactsRepository,
    private readonly notifications: Notifications,
  ) {}

  /** Once per note and person; nothing when the note is gone or speaks of them no more. */
  async tell(tx: SqlTx, { eventId }: TellMentionPayload): Promise<void> {
    const [event] = await this.events.read(tx, [eventId]);
    if (!event) return;
    const { noteId, mentionedId, userId: writerId } = event.payload as MemberMentioned;
    const note = await this.notes.find(tx, noteId);
    if (!note?.mentions.includes(mentionedId)) return;
    const { leadId, content } = note;
    const names = await this.facts.names(tx, { leadId, userId: writerId ?? null });
    await this.notifications.tell(tx, {
      ...{ userId: mentionedId, type: 'TEAM_MENTION', leadId, noteId },
      title: `${names.user ?? 'Somebody'} mentioned you in a note about ${names.lead ?? 'a lead'}`,
      body: plainNote(content).slice(0, excerpt),
      dedupeKey: `mention:${noteId}:${mentionedId}`,
    });
  }
}
