import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UpcomingService, upcomingDays } from '@domain/upcoming';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { UpcomingResponse } from './upcoming.dto';

@ApiTags('Leads')
@Controller('leads/:id/upcoming')
export class UpcomingController {
  constructor(private readonly upcoming: UpcomingService) {}

  @Get()
  @Endpoint({
    summary: 'Everything that is due for a lead, in order of time',
    description: `Campaigns, workflows, reminders and tasks of the next ${upcomingDays} days, as they would go if nothing happened but time: messages with what the send gate would say, and with their collisions. What rests on the lead being then as it is now (audiences that are not frozen, workflows that a clock or a date will begin) is provisional.`,
    access: 'upcoming:read',
    response: UpcomingResponse,
    errors: ['lead_not_found'],
  })
  get(
    @CurrentActor() { scope }: Actor,
    @Param() { id }: IdParam,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<UpcomingResponse> {
    return this.upcoming.ofLead(scope, id, { limit, cursor });
  }
}
