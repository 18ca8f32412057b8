import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TimelineService } from '@domain/timeline';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { TimelinePage, TimelineQuery } from './timeline.dto';

@ApiTags('Leads')
@Controller('leads/:id/timeline')
export class TimelineController {
  constructor(private readonly timeline: TimelineService) {}

  @Get()
  @Endpoint({
    summary: 'Everything that happened with a lead, newest first',
    description:
      'Notes, activities, messages, appointments and tasks in one list. Appointments stand at their start and tasks where they are due, so what is still to come stands first; `to` leaves it out. That a note, a task or an appointment came to be, and that a message came in, is not said a second time by an activity; `GET /api/leads/{leadId}/activities` has those too.',
    access: 'timeline:read',
    response: TimelinePage,
    errors: ['lead_not_found'],
  })
  get(
    @CurrentActor() { scope }: Actor,
    @Param() { id }: IdParam,
    @Query() { limit, cursor, ...filter }: TimelineQuery,
  ): Promise<TimelinePage> {
    return this.timeline.ofLead(scope, id, filter, { limit, cursor });
  }
}
