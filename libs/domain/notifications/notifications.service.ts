import { Injectable } from '@nestjs/common';
import { letter } from '@domain/appointments';
import { Messages } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { liveDraft, LiveFeed, type LiveDraft } from '@platform/realtime';
import type { NewNotification, Notification } from './notification';
import { NotificationSettingsRepository } from './notification-settings.repository';
import { notificationChanged, type NotificationChanged } from './notification-changed';
import { NotificationsRepository } from './notifications.repository';

/** Mail about something that is over is a nuisance. */
const mailUsefulMs = 24 * 3_600_000;

/** What a person is told, by the ways they want to hear of it. Each sees their own only. */
@Injectable()
export class Notifications {
  constructor(
    private readonly database: Database,
    private readonly repository: NotificationsRepository,
    private readonly settings: NotificationSettingsRepository,
    private readonly messages: Messages,
    private readonly live: LiveFeed,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells people in the caller's transaction; at most once per key, and nobody who has left or wants to hear nothing of it. It ends
   * with the team's live feed: what else the transaction locks, it locks before.
   */
  async tell(tx: SqlTx, ...notifications: NewNotification[]): Promise<void> {
    const drafts: LiveDraft[] = [];
    const byType = Map.groupBy(notifications, ({ type }) => type);
    for (const [type, ofType] of byType) {
      const userIds = [...new Set(ofType.map(({ userId }) => userId))];
      const readers = await this.settings.readers(tx, userIds, type);
      for (const notification of ofType) {
        const reader = readers.get(notification.userId);
        if (!reader || !Object.values(reader.channels).includes(true)) continue;
        const id = await this.repository.insert(tx, notification, reader.channels);
        if (!id) continue;
        if (reader.channels.email) await this.mail(tx, id, reader.email, notification);
        if (reader.channels.inApp)
          drafts.push(change(notification.userId, { notificationId: id, what: 'created', type }));
      }
    }
    await this.live.publish(tx, drafts);
  }

  /** Newest first. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    userId: string,
    { unread, limit, cursor }: { unread?: boolean; limit: number; cursor?: string },
  ): Promise<Page<Notification>> {
    const [before] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.database.sql(scope, (tx) =>
      this.repository.list(tx, userId, { unread, before, limit: limit + 1 }),
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  async unread(scope: TenantScope, userId: string): Promise<number> {
    return this.database.sql(scope, (tx) => this.repository.countUnread(tx, userId));
  }

  /** Marking it again changes nothing. @throws DomainError not_found/notification_not_found */
  async markRead(scope: TenantScope, userId: string, id: string): Promise<Notification> {
    return this.database.sql(scope, async (tx) => {
      const marked = await this.repository.markRead(tx, userId, id);
      if (!marked) throw notFound('notification');
      if (marked.first) await this.live.publish(tx, [change(userId, { notificationId: id, what: 'read' })]);
      return marked.notification;
    });
  }

  /** Answers how many were unread. */
  async markAllRead(scope: TenantScope, userId: string): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const read = await this.repository.markAllRead(tx, userId);
      if (read > 0) await this.live.publish(tx, [change(userId, { notificationId: null, what: 'all_read' })]);
      return read;
    });
  }

  /** @throws DomainError not_found/notification_not_found */
  async delete(scope: TenantScope, userId: string, id: string): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      if (!(await this.repository.delete(tx, userId, id))) throw notFound('notification');
      await this.live.publish(tx, [change(userId, { notificationId: id, what: 'deleted' })]);
    });
  }

  /** The newest titles of what a person's next digest is to tell of, how many there are, and which the newest is. */
  async toDigest(
    tx: SqlTx,
    userId: string,
    most: number,
  ): Promise<{ count: number; lines: string[]; upTo: string | null }> {
    return this.repository.toDigest(tx, userId, most);
  }

  /** The digest that tells of what was there up to `upTo` is on its way. */
  async digested(tx: SqlTx, userId: string, upTo: string): Promise<void> {
    await this.repository.markDigested(tx, userId, upTo);
  }

  private async mail(tx: SqlTx, id: string, to: string, { userId, title, body, mail }: NewNotification) {
    const paragraphs = mail?.paragraphs ?? (body === '' ? [title] : [title, body]);
    await this.messages.sendSingle(tx, {
      ...{ to, userId, purpose: 'transactional', dedupeKey: `notification:${id}` },
      // What is the reader's alone is kept from colleagues, as account mail is.
      kind: mail ? 'system' : 'notification',
      content: letter(title, paragraphs),
      notAfter: mail?.notAfter ?? new Date(this.clock.now().getTime() + mailUsefulMs),
    });
  }
}

const change = (userId: string, data: NotificationChanged): LiveDraft =>
  liveDraft(notificationChanged, data, { userId });
