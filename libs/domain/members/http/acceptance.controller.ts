import { Body, Controller, Headers, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Acceptance } from '@domain/members';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import {
  InvitationPreviewResponse,
  InvitationTokenBody,
  InvitedRegistrationBody,
  SignedInResponse,
} from './invitations.dto';

const invalid = '422:invitation_invalid';

/** For whoever holds a mailed link. The token comes in the body: a path stands in logs. */
@ApiTags('Teams')
@Controller('invitations')
export class AcceptanceController {
  constructor(private readonly acceptance: Acceptance) {}

  @Post('preview')
  @Endpoint({
    summary: 'What a mailed invitation is about',
    access: 'public',
    response: InvitationPreviewResponse,
    errors: [invalid],
    idempotent: false,
  })
  preview(@Body() { token }: InvitationTokenBody): Promise<InvitationPreviewResponse> {
    return this.acceptance.preview(token).then(InvitationPreviewResponse.from);
  }

  @Post('accept')
  @Endpoint({
    summary: 'Join the team, signed in with the invited address',
    access: 'user',
    response: SignedInResponse,
    errors: [invalid, '403:invitation_for_other_address', 'already_member'],
    idempotent: 'secret',
  })
  accept(
    @CurrentActor() actor: Actor,
    @Body() { token }: InvitationTokenBody,
    @Headers('user-agent') userAgent?: string,
  ): Promise<SignedInResponse> {
    return this.acceptance.accept(actor, token, userAgent ?? null).then(SignedInResponse.from);
  }

  @Post('register')
  @Endpoint({
    summary: 'Make an account for the invited address and join the team',
    description:
      'For an address without an account; the password of one that exists is never touched. Open to anyone.',
    access: 'public',
    response: SignedInResponse,
    status: 201,
    errors: [invalid, 'account_exists'],
    idempotent: 'secret',
  })
  register(
    @Body() body: InvitedRegistrationBody,
    @Headers('user-agent') userAgent?: string,
  ): Promise<SignedInResponse> {
    return this.acceptance.register(body, userAgent ?? null).then(SignedInResponse.from);
  }
}
