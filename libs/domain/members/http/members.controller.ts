import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Members, OwnTeams } from '@domain/members';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import {
  LeaveBody,
  MemberPage,
  MemberParams,
  MemberResponse,
  ReassignQuery,
  SetRoleBody,
  TransferOwnershipBody,
} from './members.dto';

const manage = {
  access: 'members:manage',
  errors: ['team_not_found', 'user_not_found', '403:role_too_high', 'last_owner'],
} as const;
const one = { ...manage, errors: [...manage.errors], response: MemberResponse };

@ApiTags('Teams')
@Controller('teams/:id')
export class MembersController {
  constructor(
    private readonly teams: OwnTeams,
    private readonly members: Members,
  ) {}

  @Get('members')
  @Endpoint({
    summary: 'List the members of the team',
    access: 'members:read',
    response: MemberPage,
    errors: ['team_not_found'],
  })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<MemberPage> {
    this.teams.requireAtHand(actor, id);
    return mapPage(await this.members.list(actor.teamId, page), MemberResponse.from);
  }

  @Patch('members/:userId/role')
  @Endpoint({ summary: 'Change what a member may do', ...one })
  async setRole(
    @CurrentActor() actor: Actor,
    @Param() { id, userId }: MemberParams,
    @Body() { role }: SetRoleBody,
  ): Promise<MemberResponse> {
    this.teams.requireAtHand(actor, id);
    return MemberResponse.from(await this.members.setRole(actor, userId, role));
  }

  @Post('members/:userId/deactivate')
  @Endpoint({
    summary: 'Shut a member out, within 30 seconds everywhere; what is theirs stays theirs',
    ...one,
  })
  async deactivate(
    @CurrentActor() actor: Actor,
    @Param() { id, userId }: MemberParams,
  ): Promise<MemberResponse> {
    this.teams.requireAtHand(actor, id);
    return MemberResponse.from(await this.members.deactivate(actor, userId));
  }

  @Post('members/:userId/activate')
  @Endpoint({ summary: 'Let a deactivated member in again', ...one })
  async activate(
    @CurrentActor() actor: Actor,
    @Param() { id, userId }: MemberParams,
  ): Promise<MemberResponse> {
    this.teams.requireAtHand(actor, id);
    return MemberResponse.from(await this.members.activate(actor, userId));
  }

  @Delete('members/:userId')
  @Endpoint({
    summary: 'Remove a member; access ends at once, their work is handed on by a job',
    ...manage,
    errors: [...manage.errors, 'member_inactive'],
  })
  async remove(
    @CurrentActor() actor: Actor,
    @Param() { id, userId }: MemberParams,
    @Query() { reassignTo }: ReassignQuery,
  ): Promise<void> {
    this.teams.requireAtHand(actor, id);
    await this.members.remove(actor, userId, reassignTo);
  }

  @Post('leave')
  @Endpoint({
    summary: 'Leave the team',
    access: 'user',
    errors: ['team_not_found', 'user_not_found', 'last_owner', 'member_inactive'],
  })
  async leave(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { reassignTo }: LeaveBody,
  ): Promise<void> {
    this.teams.requireAtHand(actor, id);
    await this.members.leave(actor, reassignTo);
  }

  @Post('transfer-ownership')
  @Endpoint({
    summary: 'Make a member the owner and myself an admin',
    access: 'team:transfer',
    response: MemberResponse,
    errors: ['team_not_found', 'user_not_found', '403:role_too_high', 'member_inactive'],
  })
  async transfer(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { userId }: TransferOwnershipBody,
  ): Promise<MemberResponse> {
    this.teams.requireAtHand(actor, id);
    return MemberResponse.from(await this.members.transferOwnership(actor, userId));
  }
}
