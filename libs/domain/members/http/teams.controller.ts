import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnTeams } from '@domain/members';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { CreateTeamBody, OwnTeamsResponse, TeamResponse, UpdateTeamBody } from './teams.dto';

@ApiTags('Teams')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: OwnTeams) {}

  @Get()
  @Endpoint({
    summary: 'List my teams',
    description:
      'All of them, in the order in which I joined. `POST /api/auth/switch-team` gives tokens for another one.',
    access: 'user',
    response: OwnTeamsResponse,
  })
  list(@CurrentActor() actor: Actor): Promise<OwnTeamsResponse> {
    return this.teams.list(actor).then((teams) => OwnTeamsResponse.from(teams, actor.teamId));
  }

  @Post()
  @Endpoint({
    summary: 'Found a team that I own',
    access: 'user',
    response: TeamResponse,
    status: 201,
    errors: ['too_many_teams'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateTeamBody): Promise<TeamResponse> {
    return this.teams.found(actor, body).then(TeamResponse.from);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get the team that the token is for',
    access: 'team:read',
    response: TeamResponse,
    errors: ['team_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<TeamResponse> {
    return this.teams.get(actor, id).then(TeamResponse.from);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change the team',
    access: 'team:write',
    response: TeamResponse,
    errors: ['team_not_found'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateTeamBody,
  ): Promise<TeamResponse> {
    return this.teams.update(actor, id, body).then(TeamResponse.from);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete the team; nobody gets in any more',
    access: 'team:delete',
    errors: ['team_not_found', 'team_busy'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.teams.delete(actor, id);
  }
}
