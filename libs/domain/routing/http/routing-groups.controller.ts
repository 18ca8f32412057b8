import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RoutingGroups } from '@domain/routing';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { CreateGroupBody, GroupResponse, UpdateGroupBody } from './rules.dto';

@ApiTags('Lead routing')
@Controller('routing/groups')
export class RoutingGroupsController {
  constructor(private readonly groups: RoutingGroups) {}

  @Get()
  @Endpoint({
    summary: 'Groups of members that rules hand leads to, by name',
    description: 'At most 100.',
    access: 'routing:read',
    response: [GroupResponse],
  })
  list(@CurrentActor() actor: Actor): Promise<GroupResponse[]> {
    return this.groups.list(actor.scope);
  }

  @Post()
  @Endpoint({
    summary: 'Make a group',
    access: 'routing:write',
    response: GroupResponse,
    status: 201,
    errors: ['user_not_found', 'routing_group_name_taken', 'too_many_routing_groups'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateGroupBody): Promise<GroupResponse> {
    return this.groups.create(actor.scope, body, actor);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a group',
    access: 'routing:read',
    response: GroupResponse,
    errors: ['routing_group_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<GroupResponse> {
    return this.groups.get(actor.scope, id);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a group; what is left out stays',
    access: 'routing:write',
    response: GroupResponse,
    errors: ['routing_group_not_found', 'user_not_found', 'routing_group_name_taken'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateGroupBody,
  ): Promise<GroupResponse> {
    return this.groups.update(actor.scope, id, body, actor);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a group',
    description: 'Not while a rule hands leads to it; `usedBy` names those.',
    access: 'routing:write',
    errors: ['routing_group_not_found', 'routing_group_in_use'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.groups.delete(actor.scope, id, actor);
  }
}
