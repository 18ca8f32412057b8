import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { NOTIFICATION_TYPES, type Notification, type NotificationType } from '@domain/notifications';
import { PageQuery, pageResponse } from '@platform/http';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const idProperty = { type: String, format: 'uuid', nullable: true, example: id } as const;
const instant = { type: String, format: 'date-time', example: '2030-03-06T19:45:00.000Z' } as const;
const flags: Record<string, boolean> = { true: true, false: false };

export class ListNotificationsQuery extends PageQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Unread ones only, or read ones only.' })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && Object.hasOwn(flags, value) ? flags[value] : value,
  )
  @IsOptional()
  @IsBoolean()
  unread?: boolean;
}

export class NotificationResponse implements Notification {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ enum: NOTIFICATION_TYPES, example: 'APPOINTMENT_REMINDER' }) type: NotificationType;
  @ApiProperty({ example: 'Tour of 12 Main Street' }) title: string;
  @ApiProperty({ example: 'Wed, Mar 6, 3:00 PM EST, 12 Main Street' }) body: string;
  @ApiProperty(idProperty) leadId: string | null;
  @ApiProperty(idProperty) appointmentId: string | null;
  @ApiProperty({ ...idProperty, example: null }) taskId: string | null;
  @ApiProperty({ ...idProperty, example: null }) noteId: string | null;
  @ApiProperty({ ...idProperty, example: null }) campaignId: string | null;
  @ApiProperty({ ...instant, nullable: true, example: null }) readAt: Date | null;
  @ApiProperty(instant) createdAt: Date;
}

export class NotificationPage extends pageResponse(NotificationResponse) {}

export class UnreadCount {
  @ApiProperty({ type: 'integer', example: 3 }) unread: number;

  static from(this: void, unread: number): UnreadCount {
    return Object.assign(new UnreadCount(), { unread });
  }
}

export class ReadCount {
  @ApiProperty({ type: 'integer', description: 'How many were unread.', example: 3 }) read: number;

  static from(this: void, read: number): ReadCount {
    return Object.assign(new ReadCount(), { read });
  }
}
