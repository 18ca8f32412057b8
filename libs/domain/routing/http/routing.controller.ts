import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadRoutings, RoutingPeople, RoutingReports } from '@domain/routing';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, PageQuery } from '@platform/http';
import { SimulateBody, SimulationResponse } from './lead-routing.dto';
import {
  AvailabilityBody,
  AvailabilityPage,
  AvailabilityResponse,
  FiguresQuery,
  PersonParam,
  RoutingFiguresResponse,
  RoutingSettingsBody,
  RoutingSettingsResponse,
} from './people.dto';

@ApiTags('Lead routing')
@Controller('routing')
export class RoutingController {
  constructor(
    private readonly people: RoutingPeople,
    private readonly reports: RoutingReports,
    private readonly routings: LeadRoutings,
  ) {}

  @Get('settings')
  @Endpoint({
    summary: 'Working hours and promises of the team',
    access: 'routing:read',
    response: RoutingSettingsResponse,
  })
  settings(@CurrentActor() actor: Actor): Promise<RoutingSettingsResponse> {
    return this.people.getSettings(actor.scope);
  }

  @Put('settings')
  @Endpoint({
    summary: 'Change working hours and promises of the team; what is left out stays',
    access: 'routing:write',
    response: RoutingSettingsResponse,
  })
  changeSettings(
    @CurrentActor() actor: Actor,
    @Body() body: RoutingSettingsBody,
  ): Promise<RoutingSettingsResponse> {
    return this.people.changeSettings(actor.scope, body, actor);
  }

  @Get('people')
  @Endpoint({
    summary: 'Who takes leads, when and how many',
    access: 'routing:read',
    response: AvailabilityPage,
  })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<AvailabilityPage> {
    return this.people.list(actor.scope, page);
  }

  @Put('people/:userId')
  @Endpoint({
    summary: 'Say when somebody takes leads; what is left out stays',
    description: 'Of oneself; managers also of others, and how many leads somebody takes.',
    access: 'routing:availability',
    response: AvailabilityResponse,
    errors: ['user_not_found', '403:not_for_others'],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param() { userId }: PersonParam,
    @Body() body: AvailabilityBody,
  ): Promise<AvailabilityResponse> {
    const by = { userId: actor.userId, manages: actor.can('routing:write') };
    return this.people.change(actor.scope, userId, body, by);
  }

  @Post('simulate')
  @Endpoint({
    summary: 'Who would get a lead, and why; changes nothing',
    description:
      'For a lead as it is, whoever has it, or for facts. What facts leave out is not known, counts included.',
    access: 'routing:write',
    response: SimulationResponse,
    errors: ['lead_not_found'],
    idempotent: false,
  })
  simulate(@CurrentActor() actor: Actor, @Body() body: SimulateBody): Promise<SimulationResponse> {
    return this.routings.simulate(actor.scope, body).then(SimulationResponse.from);
  }

  @Get('figures')
  @Endpoint({
    summary: 'How soon leads are answered, and how they are spread',
    description: 'Of leads that arrived in the range; by person, what happened in it. At most 400 days.',
    access: 'routing:report',
    response: RoutingFiguresResponse,
  })
  figures(@CurrentActor() actor: Actor, @Query() query: FiguresQuery): Promise<RoutingFiguresResponse> {
    return this.reports.figures(actor.scope, query);
  }
}
