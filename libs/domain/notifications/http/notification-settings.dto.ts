import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  ValidateNested,
} from 'class-validator';
import { NOTIFICATION_TYPES, type NotificationSetting, type NotificationType } from '@domain/notifications';

export class NotificationSettingDto implements NotificationSetting {
  @ApiProperty({ enum: NOTIFICATION_TYPES, example: 'LEAD_ASSIGNED' })
  @IsIn(NOTIFICATION_TYPES)
  type: NotificationType;

  @ApiProperty({ description: 'In the product, and on open pages at once.', example: true })
  @IsBoolean()
  inApp: boolean;

  @ApiProperty({ description: 'By mail, at once.', example: false })
  @IsBoolean()
  email: boolean;

  @ApiProperty({
    description:
      'In the daily digest, while it is unread. The digest itself is turned on with `PUT /api/digest`.',
    example: true,
  })
  @IsBoolean()
  digest: boolean;
}

export class NotificationSettingsDto {
  @ApiProperty({ type: [NotificationSettingDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(NOTIFICATION_TYPES.length)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => NotificationSettingDto)
  settings: NotificationSettingDto[];

  static from(this: void, settings: NotificationSetting[]): NotificationSettingsDto {
    return Object.assign(new NotificationSettingsDto(), { settings });
  }
}
