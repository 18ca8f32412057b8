import { Module } from '@nestjs/common';
import { NotificationsModule } from '@domain/notifications';
import { NotificationsController } from './notifications.controller';

@Module({ imports: [NotificationsModule], controllers: [NotificationsController] })
export class NotificationsHttpModule {}
