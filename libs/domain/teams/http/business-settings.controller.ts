import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TeamsService } from '@domain/teams';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { BusinessSettings, UpdateBusinessSettings } from './business-settings.dto';

@ApiTags('Settings')
@Controller('settings/business')
export class BusinessSettingsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @Endpoint({
    summary: 'Get the settings of the business',
    access: 'settings:read',
    response: BusinessSettings,
  })
  get(@CurrentActor() actor: Actor): Promise<BusinessSettings> {
    return this.teams.get(actor.scope).then(BusinessSettings.from);
  }

  @Put()
  @Endpoint({
    summary: 'Change the settings of the business',
    access: 'settings:write',
    response: BusinessSettings,
  })
  update(@CurrentActor() actor: Actor, @Body() changes: UpdateBusinessSettings): Promise<BusinessSettings> {
    return this.teams.update(actor.scope, changes, actor).then(BusinessSettings.from);
  }
}
