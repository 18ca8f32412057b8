import { Body, Controller, Get, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SecondFactor } from '@domain/identity';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { AttemptLimit, AttemptLimitGuard } from './attempt-limit.guard';
import {
  BeginSecondFactorRequest,
  ConfirmSecondFactorRequest,
  NewSecondFactorResponse,
  RecoveryCodesResponse,
  SecondFactorResponse,
  VerifySecondFactorRequest,
} from './second-factor.dto';

@ApiTags('Settings')
@UseGuards(AttemptLimitGuard)
@Controller('settings/2fa')
export class SecondFactorController {
  constructor(private readonly secondFactor: SecondFactor) {}

  @Get()
  @Endpoint({ summary: 'Is two-step sign-in on', access: 'user', response: SecondFactorResponse })
  state(@CurrentActor() actor: Actor): Promise<SecondFactorResponse> {
    return this.secondFactor.state(actor).then(SecondFactorResponse.from);
  }

  @Post('enable')
  @AttemptLimit('password')
  @Endpoint({
    summary: 'Begin to set up an authenticator app; `verify` switches it on',
    access: 'user',
    response: NewSecondFactorResponse,
    errors: ['second_factor_on'],
    idempotent: 'secret',
  })
  begin(
    @CurrentActor() actor: Actor,
    @Body() { password }: BeginSecondFactorRequest,
  ): Promise<NewSecondFactorResponse> {
    return this.secondFactor.begin(actor, password).then(NewSecondFactorResponse.from);
  }

  @Post('verify')
  @AttemptLimit('second-factor')
  @Endpoint({
    summary: 'Switch two-step sign-in on with the first code; every other device is signed out',
    access: 'user',
    response: RecoveryCodesResponse,
    errors: ['second_factor_on', 'second_factor_not_begun', '429:too_many_codes'],
    idempotent: 'secret',
  })
  verify(
    @CurrentActor() actor: Actor,
    @Body() { code }: VerifySecondFactorRequest,
  ): Promise<RecoveryCodesResponse> {
    return this.secondFactor.enable(actor, code).then(RecoveryCodesResponse.from);
  }

  @Post('disable')
  @AttemptLimit('second-factor')
  @Endpoint({
    summary: 'Switch two-step sign-in off, by password and code; every other device is signed out',
    access: 'user',
    errors: ['second_factor_off', '429:too_many_codes'],
    idempotent: false,
  })
  disable(
    @CurrentActor() actor: Actor,
    @Body() { password, code }: ConfirmSecondFactorRequest,
  ): Promise<void> {
    return this.secondFactor.disable(actor, password, code);
  }

  @Post('recovery-codes')
  @AttemptLimit('second-factor')
  @Endpoint({
    summary: 'Make new recovery codes; the older ones stop working',
    access: 'user',
    response: RecoveryCodesResponse,
    errors: ['second_factor_off', '429:too_many_codes'],
    idempotent: 'secret',
  })
  renewRecoveryCodes(
    @CurrentActor() actor: Actor,
    @Body() { password, code }: ConfirmSecondFactorRequest,
  ): Promise<RecoveryCodesResponse> {
    return this.secondFactor.renewRecoveryCodes(actor, password, code).then(RecoveryCodesResponse.from);
  }
}
