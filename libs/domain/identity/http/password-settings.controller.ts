import { Body, Controller, Put, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Passwords } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { AttemptLimit, AttemptLimitGuard } from './attempt-limit.guard';
import { ChangePasswordRequest } from './password-settings.dto';

@ApiTags('Settings')
@UseGuards(AttemptLimitGuard)
@Controller('settings/password')
export class PasswordSettingsController {
  constructor(private readonly passwords: Passwords) {}

  @Put()
  @AttemptLimit('password')
  @Endpoint({ summary: 'Change my password; every other device is signed out', access: 'user' })
  change(@CurrentActor() actor: Actor, @Body() body: ChangePasswordRequest): Promise<void> {
    return this.passwords.change(actor, body.currentPassword, body.newPassword);
  }
}
