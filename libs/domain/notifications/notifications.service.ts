import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type { NewNotification, Notification } from './notification';
import { NotificationsRepository } from './notifications.repository';

/** What a person is told inside the product. Each sees their own only. */
@Injectable()
export class Notifications {
  constructor(
    private readonly database: Database,
    private readonly repository: NotificationsRepository,
  ) {}

  /** Tells a person in the caller's transaction; at most once per key. */
  async tell(tx: SqlTx, notification: NewNotification): Promise<void> {
    await this.repository.insert(tx, notification);
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
    const notification = await this.database.sql(scope, (tx) => this.repository.markRead(tx, userId, id));
    if (!notification) throw notFound('notification');
    return notification;
  }

  /** Answers how many were unread. */
  async markAllRead(scope: TenantScope, userId: string): Promise<number> {
    return this.database.sql(scope, (tx) => this.repository.markAllRead(tx, userId));
  }
}
