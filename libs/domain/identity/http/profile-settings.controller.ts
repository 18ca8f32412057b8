import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Profiles } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { ProfileResponse, UpdateProfileRequest } from './profile.dto';

/** The same as `auth/me`, where a settings page looks for it. */
@ApiTags('Settings')
@Controller('settings/profile')
export class ProfileSettingsController {
  constructor(private readonly profiles: Profiles) {}

  @Get()
  @Endpoint({ summary: 'Get my profile', access: 'user', response: ProfileResponse })
  get(@CurrentActor() actor: Actor): Promise<ProfileResponse> {
    return this.profiles.get(actor).then(ProfileResponse.from);
  }

  @Put()
  @Endpoint({ summary: 'Update my profile', access: 'user', response: ProfileResponse })
  update(@CurrentActor() actor: Actor, @Body() changes: UpdateProfileRequest): Promise<ProfileResponse> {
    return this.profiles.update(actor, changes).then(ProfileResponse.from);
  }
}
