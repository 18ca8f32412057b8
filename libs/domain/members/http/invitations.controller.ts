import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Invitations, OwnTeams } from '@domain/members';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import { InvitationPage, InvitationParams, InvitationResponse, InviteBody } from './invitations.dto';

const one = ['team_not_found', 'invitation_not_found', 'invitation_closed'];

@ApiTags('Teams')
@Controller('teams/:id')
export class InvitationsController {
  constructor(
    private readonly teams: OwnTeams,
    private readonly invitations: Invitations,
  ) {}

  @Post('invite')
  @Endpoint({
    summary: 'Invite somebody by mail; the link works once, for 72 hours',
    access: 'members:invite',
    response: InvitationResponse,
    status: 201,
    errors: [
      'team_not_found',
      '403:role_too_high',
      'already_member',
      'invitation_open',
      'too_many_invitations',
    ],
  })
  async invite(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: InviteBody,
  ): Promise<InvitationResponse> {
    this.teams.requireAtHand(actor, id);
    return InvitationResponse.from(await this.invitations.invite(actor, body));
  }

  @Get('invitations')
  @Endpoint({
    summary: 'List invitations, newest first, whatever became of them',
    access: 'members:invite',
    response: InvitationPage,
    errors: ['team_not_found'],
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<InvitationPage> {
    this.teams.requireAtHand(actor, id);
    return mapPage(await this.invitations.list(actor, page), InvitationResponse.from);
  }

  @Post('invitations/:invitationId/resend')
  @Endpoint({
    summary: 'Send an invitation again, with a new link for another 72 hours',
    access: 'members:invite',
    response: InvitationResponse,
    errors: [...one, '403:role_too_high', '429:invitation_sent_too_often'],
  })
  async resend(
    @CurrentActor() actor: Actor,
    @Param() { id, invitationId }: InvitationParams,
  ): Promise<InvitationResponse> {
    this.teams.requireAtHand(actor, id);
    return InvitationResponse.from(await this.invitations.resend(actor, invitationId));
  }

  @Delete('invitations/:invitationId')
  @Endpoint({
    summary: 'Revoke an invitation; its link is worth nothing any more',
    access: 'members:invite',
    errors: one,
  })
  async revoke(@CurrentActor() actor: Actor, @Param() { id, invitationId }: InvitationParams): Promise<void> {
    this.teams.requireAtHand(actor, id);
    await this.invitations.revoke(actor, invitationId);
  }
}
