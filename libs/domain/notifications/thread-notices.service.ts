import { Injectable } from '@nestjs/common';
import { Comments, type MemberMentionedInThread } from '@domain/inbox';
import { plainNote } from '@domain/notes';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import type { TellThreadPayload } from './notifications.jobs';
import { Notifications } from './notifications.service';

const excerpt = 300;

/** Tells members that a comment on a conversation speaks of them. */
@Injectable()
export class ThreadNotices {
  constructor(
    private readonly events: Events,
    private readonly comments: Comments,
    private readonly notifications: Notifications,
  ) {}

  /** Once per comment and person; nothing when the comment is gone. */
  async tell(tx: SqlTx, { eventId }: TellThreadPayload): Promise<void> {
    const [event] = await this.events.read(tx, [eventId]);
    if (!event) return;
    const { threadId, commentId, mentionedId } = event.payload as MemberMentionedInThread;
    const found = await this.comments.find(tx, threadId, commentId);
    if (!found) return;
    const { comment, thread, author } = found;
    const person = thread.leadName ?? thread.senderName ?? thread.address;
    await this.notifications.tell(tx, {
      ...{ userId: mentionedId, type: 'TEAM_MENTION', leadId: thread.leadId },
      title: `${author ?? 'Somebody'} mentioned you in the conversation with ${person}`,
      body: plainNote(comment.content).slice(0, excerpt),
      dedupeKey: `mention:${commentId}:${mentionedId}`,
    });
  }
}
