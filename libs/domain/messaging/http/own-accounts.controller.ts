import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { OwnAccounts } from '../own-accounts/own-accounts.service';
import {
  EmailSettingsResponse,
  SmsSettingsResponse,
  TestEmailBody,
  TestSendResponse,
  TestSmsBody,
  UpdateEmailSettingsBody,
  UpdateSmsSettingsBody,
} from './own-accounts.dto';

@ApiTags('Settings')
@Controller('settings')
export class OwnAccountsController {
  constructor(private readonly accounts: OwnAccounts) {}

  @Get('email')
  @Endpoint({
    summary: 'How mail is sent: whose account, from which address',
    access: 'settings:read',
    response: EmailSettingsResponse,
  })
  email(@CurrentActor() { scope }: Actor): Promise<EmailSettingsResponse> {
    return this.accounts.email(scope);
  }

  @Put('email')
  @Endpoint({
    summary: 'Change how mail is sent',
    access: 'credentials:write',
    response: EmailSettingsResponse,
    errors: ['own_account_missing'],
  })
  updateEmail(
    @CurrentActor() actor: Actor,
    @Body() body: UpdateEmailSettingsBody,
  ): Promise<EmailSettingsResponse> {
    return this.accounts.updateEmail(actor.scope, body, actor);
  }

  @Post('email/test')
  @Endpoint({
    summary: 'Send a test mail through the account as it is set',
    access: 'settings:write',
    status: 202,
    response: TestSendResponse,
  })
  testEmail(@CurrentActor() actor: Actor, @Body() { to }: TestEmailBody): Promise<TestSendResponse> {
    return this.accounts.test(actor.scope, 'EMAIL', to, actor);
  }

  @Get('sms')
  @Endpoint({
    summary: 'How texts are sent: whose account, from which number',
    access: 'settings:read',
    response: SmsSettingsResponse,
  })
  sms(@CurrentActor() { scope }: Actor): Promise<SmsSettingsResponse> {
    return this.accounts.sms(scope);
  }

  @Put('sms')
  @Endpoint({
    summary: 'Change how texts are sent',
    access: 'credentials:write',
    response: SmsSettingsResponse,
  })
  updateSms(@CurrentActor() actor: Actor, @Body() body: UpdateSmsSettingsBody): Promise<SmsSettingsResponse> {
    return this.accounts.updateSms(actor.scope, body, actor);
  }

  @Post('sms/test')
  @Endpoint({
    summary: 'Send a test text through the account as it is set',
    access: 'settings:write',
    status: 202,
    response: TestSendResponse,
  })
  testSms(@CurrentActor() actor: Actor, @Body() { to }: TestSmsBody): Promise<TestSendResponse> {
    return this.accounts.test(actor.scope, 'SMS', to, actor);
  }
}
