import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Merges } from '@domain/duplicates';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import {
  LeadMergePage,
  LeadMergeResponse,
  MergeBody,
  MergeDoneResponse,
  MergePreviewResponse,
} from './merges.dto';

@ApiTags('Duplicates')
@Controller()
export class MergesController {
  constructor(private readonly merges: Merges) {}

  @Post('leads/:id/merge/preview')
  @Endpoint({
    summary: 'Show what merging another lead into this one would do',
    description: 'Changes nothing. Needs the permission `leads:merge`.',
    access: 'leads:merge',
    response: MergePreviewResponse,
    errors: ['lead_not_found'],
    idempotent: false,
  })
  preview(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { from, fields }: MergeBody,
  ): Promise<MergePreviewResponse> {
    return this.merges.preview(actor.scope, { into: id, from, fields }, actor);
  }

  @Post('leads/:id/merge')
  @Endpoint({
    summary: 'Merge another lead into this one',
    description:
      'All that hangs on the other lead follows: messages, conversations, notes, tasks, appointments, tags, runs of workflows, scores, history. The stricter consent holds. The other lead is gone; asking for it answers 404 with `mergedInto`. Can be undone for 30 days. Needs the permission `leads:merge`.',
    access: 'leads:merge',
    response: MergeDoneResponse,
    errors: ['lead_not_found'],
  })
  merge(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { from, fields }: MergeBody,
  ): Promise<MergeDoneResponse> {
    return this.merges.merge(actor.scope, { into: id, from, fields }, actor);
  }

  @Get('leads/:id/merges')
  @Endpoint({
    summary: 'List the merges into a lead, the latest first',
    access: 'leads:read',
    response: LeadMergePage,
    errors: ['lead_not_found'],
  })
  ofLead(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<LeadMergePage> {
    return this.merges.of(actor.scope, id, page);
  }

  @Get('lead-merges/:id')
  @Endpoint({
    summary: 'Get a merge',
    access: 'leads:read',
    response: LeadMergeResponse,
    errors: ['lead_merge_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadMergeResponse> {
    return this.merges.get(actor.scope, id);
  }

  @Post('lead-merges/:id/undo')
  @Endpoint({
    summary: 'Undo a merge',
    description:
      'The other lead is there again with all that the merge took from it. What happened since stays with the survivor; whoever refused to be written to since then meant both. Needs the permission `leads:merge`.',
    access: 'leads:merge',
    response: LeadMergeResponse,
    errors: [
      'lead_merge_not_found',
      'merge_undone',
      'merge_expired',
      'merge_survivor_gone',
      'merge_address_taken',
    ],
  })
  undo(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadMergeResponse> {
    return this.merges.undo(actor.scope, id, actor);
  }
}
