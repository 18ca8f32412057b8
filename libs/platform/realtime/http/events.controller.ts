import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { LiveFeed } from '../live-feed.service';
import { ListEventsQuery, LiveEventsResponse } from './events.dto';

@ApiTags('Live events')
@Controller('events')
export class EventsController {
  constructor(private readonly feed: LiveFeed) {}

  @Get()
  @Endpoint({
    summary: 'What happened after a cursor, oldest first',
    description:
      'The events that sockets are told of, for whoever was away or cannot hold a socket. Without a cursor the answer is the present ' +
      'one and no events. `cursor_expired`: load anew what you show and begin without a cursor. Events are kept for 7 days.',
    access: 'user',
    response: LiveEventsResponse,
    errors: ['cursor_expired'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: ListEventsQuery): Promise<LiveEventsResponse> {
    return this.feed.after(actor, query);
  }
}
