import { Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Notifications } from '@domain/notifications';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import {
  ListNotificationsQuery,
  NotificationPage,
  NotificationResponse,
  ReadCount,
  UnreadCount,
} from './notifications.dto';

/** A person's own; an API key has none. */
@ApiTags('Notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: Notifications) {}

  @Get()
  @Endpoint({ summary: 'List my notifications, newest first', access: 'user', response: NotificationPage })
  list(
    @CurrentActor() { scope, id }: Actor,
    @Query() { limit, cursor, unread }: ListNotificationsQuery,
  ): Promise<NotificationPage> {
    return this.notifications.list(scope, id, { limit, cursor, unread });
  }

  @Get('unread-count')
  @Endpoint({ summary: 'How many notifications I have not read', access: 'user', response: UnreadCount })
  unread(@CurrentActor() { scope, id }: Actor): Promise<UnreadCount> {
    return this.notifications.unread(scope, id).then(UnreadCount.from);
  }

  @Patch(':id/read')
  @Endpoint({
    summary: 'Mark a notification as read',
    access: 'user',
    response: NotificationResponse,
    errors: ['notification_not_found'],
  })
  read(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<NotificationResponse> {
    return this.notifications.markRead(actor.scope, actor.id, id);
  }

  @Delete(':id')
  @Endpoint({ summary: 'Delete a notification', access: 'user', errors: ['notification_not_found'] })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.notifications.delete(actor.scope, actor.id, id);
  }

  @Post('read-all')
  @Endpoint({ summary: 'Mark all my notifications as read', access: 'user', response: ReadCount })
  readAll(@CurrentActor() { scope, id }: Actor): Promise<ReadCount> {
    return this.notifications.markAllRead(scope, id).then(ReadCount.from);
  }
}
