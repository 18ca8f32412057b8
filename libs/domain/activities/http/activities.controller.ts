import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Activities } from '@domain/activities';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import {
  ActivitiesOfLeadQuery,
  ActivityPage,
  ActivityResponse,
  LeadParam,
  ListActivitiesQuery,
  LogActivityBody,
} from './activities.dto';

@ApiTags('Activities')
@Controller()
export class ActivitiesController {
  constructor(private readonly activities: Activities) {}

  @Get('activities')
  @Endpoint({
    summary: 'List what happened, newest first',
    access: 'activities:read',
    response: ActivityPage,
    errors: ['lead_not_found', 'campaign_not_found', 'user_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, ...filter }: ListActivitiesQuery,
  ): Promise<ActivityPage> {
    return this.activities.list(actor.scope, filter, { limit, cursor });
  }

  @Post('activities')
  @Endpoint({
    summary: 'Log an activity',
    access: 'activities:write',
    response: ActivityResponse,
    status: 201,
    errors: ['lead_not_found', 'campaign_not_found'],
  })
  log(@CurrentActor() actor: Actor, @Body() body: LogActivityBody): Promise<ActivityResponse> {
    return this.activities.log(actor.scope, body, actor);
  }

  @Get('activities/:id')
  @Endpoint({
    summary: 'Get an activity',
    access: 'activities:read',
    response: ActivityResponse,
    errors: ['activity_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<ActivityResponse> {
    return this.activities.get(actor.scope, id);
  }

  @Get('leads/:leadId/activities')
  @Endpoint({
    summary: 'List what happened to a lead, newest first',
    access: 'activities:read',
    response: ActivityPage,
    errors: ['lead_not_found'],
  })
  ofLead(
    @CurrentActor() actor: Actor,
    @Param() { leadId }: LeadParam,
    @Query() { limit, cursor, ...filter }: ActivitiesOfLeadQuery,
  ): Promise<ActivityPage> {
    return this.activities.list(actor.scope, { ...filter, leadId }, { limit, cursor });
  }
}
