import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotificationSettings } from '@domain/notifications';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { NotificationSettingsDto } from './notification-settings.dto';

/** A person's own, for the team they work in; an API key has none. */
@ApiTags('Notifications')
@Controller('notifications/settings')
export class NotificationSettingsController {
  constructor(private readonly settings: NotificationSettings) {}

  @Get()
  @Endpoint({
    summary: 'By which ways I am told of what',
    access: 'user',
    response: NotificationSettingsDto,
  })
  get(@CurrentActor() { scope, id }: Actor): Promise<NotificationSettingsDto> {
    return this.settings.get(scope, id).then(NotificationSettingsDto.from);
  }

  @Put()
  @Endpoint({
    summary: 'Change by which ways I am told of what',
    description:
      'The types that are named change, the others stay as they are. All three ways off: nothing is said of that type.',
    access: 'user',
    response: NotificationSettingsDto,
  })
  put(
    @CurrentActor() { scope, id }: Actor,
    @Body() { settings }: NotificationSettingsDto,
  ): Promise<NotificationSettingsDto> {
    return this.settings.put(scope, id, settings).then(NotificationSettingsDto.from);
  }
}
