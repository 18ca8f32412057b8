import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadPage, LeadResponse } from '@domain/leads/http';
import { Segments } from '@domain/segments';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import {
  CreateSegmentBody,
  ListSegmentsQuery,
  SegmentCountResponse,
  SegmentPage,
  SegmentResponse,
  SegmentUseResponse,
  UpdateSegmentBody,
} from './segments.dto';

@ApiTags('Segments')
@Controller('segments')
export class SegmentsController {
  constructor(private readonly segments: Segments) {}

  @Get()
  @Endpoint({ summary: 'List segments, newest first', access: 'segments:read', response: SegmentPage })
  list(@CurrentActor() actor: Actor, @Query() { search, ...page }: ListSegmentsQuery): Promise<SegmentPage> {
    return this.segments.list(actor.scope, { search }, page);
  }

  @Post()
  @Endpoint({
    summary: 'Save a segment',
    access: 'segments:write',
    response: SegmentResponse,
    status: 201,
    errors: ['400:segment_invalid', 'segment_name_taken'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateSegmentBody): Promise<SegmentResponse> {
    return this.segments.create(actor.scope, body, actor);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a segment',
    access: 'segments:read',
    response: SegmentResponse,
    errors: ['segment_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<SegmentResponse> {
    return this.segments.get(actor.scope, id);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a segment; what is left out stays',
    description: 'Campaigns that are not launched and active workflows go by the new definition at once.',
    access: 'segments:write',
    response: SegmentResponse,
    errors: ['segment_not_found', '400:segment_invalid', 'segment_name_taken'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateSegmentBody,
  ): Promise<SegmentResponse> {
    return this.segments.update(actor.scope, id, body, actor);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a segment',
    description:
      'Not while a draft or scheduled campaign or an active workflow uses it; `usedBy` names them.',
    access: 'segments:write',
    errors: ['segment_not_found', 'segment_in_use'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.segments.delete(actor.scope, id, actor);
  }

  @Get(':id/count')
  @Endpoint({
    summary: 'How many leads are in a segment just now, of those the caller sees',
    access: 'segments:read',
    response: SegmentCountResponse,
    errors: ['segment_not_found', '422:segment_too_slow'],
  })
  count(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<SegmentCountResponse> {
    return this.segments.count(actor.scope, id);
  }

  @Get(':id/leads')
  @Endpoint({
    summary: 'The leads of a segment, newest first',
    access: 'segments:read',
    response: LeadPage,
    errors: ['segment_not_found', '422:segment_too_slow'],
  })
  async leads(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<LeadPage> {
    return mapPage(await this.segments.leadsOf(actor.scope, id, page), LeadResponse.from);
  }

  @Get(':id/uses')
  @Endpoint({
    summary: 'Which draft and scheduled campaigns and active workflows use a segment',
    access: 'segments:read',
    response: [SegmentUseResponse],
    errors: ['segment_not_found'],
  })
  uses(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<SegmentUseResponse[]> {
    return this.segments.usedBy(actor.scope, id);
  }
}
