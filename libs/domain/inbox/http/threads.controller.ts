import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Threads } from '@domain/inbox';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import { ThreadMessagePage, ThreadMessageResponse } from './thread-messages.dto';
import {
  AssignThreadBody,
  ListThreadsQuery,
  ReadBody,
  SnoozeThreadBody,
  ThreadCountsResponse,
  ThreadPage,
  ThreadResponse,
} from './threads.dto';

const writes = { access: 'messages:write', response: ThreadResponse } as const;

@ApiTags('Inbox')
@Controller('threads')
export class ThreadsController {
  constructor(private readonly threads: Threads) {}

  @Get()
  @Endpoint({
    summary: 'List conversations, the one with the latest message first',
    description:
      'One per lead and channel. Whoever sees only their own leads sees only those leads’ conversations.',
    access: 'messages:read',
    response: ThreadPage,
    errors: ['lead_not_found', 'user_not_found'],
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, responsible, ...filter }: ListThreadsQuery,
  ): Promise<ThreadPage> {
    const responsibleId = responsible === 'me' ? actor.id : responsible === 'nobody' ? null : responsible;
    const page = await this.threads.list(actor.scope, { ...filter, responsibleId }, { limit, cursor });
    return mapPage(page, ThreadResponse.from);
  }

  @Get('counts')
  @Endpoint({
    summary: 'Count what waits to be read or decided',
    access: 'messages:read',
    response: ThreadCountsResponse,
  })
  counts(@CurrentActor() actor: Actor): Promise<ThreadCountsResponse> {
    return this.threads.counts(actor.scope, actor.userId);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a conversation',
    access: 'messages:read',
    response: ThreadResponse,
    errors: ['thread_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<ThreadResponse> {
    return this.threads.get(actor.scope, id).then(ThreadResponse.from);
  }

  @Get(':id/messages')
  @Endpoint({
    summary: 'List the messages of a conversation, the latest first',
    description:
      'Both directions; with a lead also what campaigns, workflows and reminders sent on the channel.',
    access: 'messages:read',
    response: ThreadMessagePage,
    errors: ['thread_not_found'],
  })
  async messages(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<ThreadMessagePage> {
    return mapPage(await this.threads.messages(actor.scope, id, page), ThreadMessageResponse.from);
  }

  @Patch(':id/read')
  @Endpoint({
    summary: 'Mark a conversation as read, or its last message as unread',
    ...writes,
    errors: ['thread_not_found', 'thread_nothing_received'],
  })
  async read(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { read = true }: ReadBody,
  ): Promise<ThreadResponse> {
    const mark = read
      ? this.threads.markRead(actor.scope, id, actor)
      : this.threads.markUnread(actor.scope, id, actor);
    return ThreadResponse.from(await mark);
  }

  @Patch(':id/assign')
  @Endpoint({
    summary: 'Assign a conversation to a member of the team, or to nobody',
    description:
      'Says who is to answer. It lets nobody see more: a member who sees only their own leads needs the lead for that.',
    ...writes,
    errors: ['thread_not_found', 'user_not_found'],
  })
  assign(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { userId }: AssignThreadBody,
  ): Promise<ThreadResponse> {
    return this.threads.assign(actor.scope, id, userId, actor).then(ThreadResponse.from);
  }

  @Patch(':id/snooze')
  @Endpoint({
    summary: 'Put a conversation to sleep until later, or wake it',
    description:
      'It comes back on top of the list, unread, at that moment or with the next message that comes in.',
    ...writes,
    errors: ['thread_not_found'],
  })
  snooze(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { until }: SnoozeThreadBody,
  ): Promise<ThreadResponse> {
    return this.threads.snooze(actor.scope, id, until, actor).then(ThreadResponse.from);
  }
}
