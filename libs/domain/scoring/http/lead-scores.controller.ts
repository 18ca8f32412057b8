import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadEvents, LeadScores, ScoreAdjustments } from '@domain/scoring';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage } from '@platform/http';
import { LeadEventBody, TakenEventsResponse } from './lead-events.dto';
import {
  AdjustmentBody,
  AdjustmentParam,
  AdjustmentResponse,
  LeadScoreResponse,
  ScoreHistoryEntryResponse,
  ScoreHistoryQuery,
  ScoreHistoryResponse,
} from './lead-score.dto';

@ApiTags('Lead scores')
@Controller('leads/:id')
export class LeadScoresController {
  constructor(
    private readonly scores: LeadScores,
    private readonly adjustments: ScoreAdjustments,
    private readonly events: LeadEvents,
  ) {}

  @Get('score')
  @Endpoint({
    summary: 'Get the score of a lead and every point of it',
    access: 'scores:read',
    response: LeadScoreResponse,
    errors: ['lead_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadScoreResponse> {
    return this.scores.get(actor.scope, id).then(LeadScoreResponse.from);
  }

  @Get('score/history')
  @Endpoint({
    summary: 'List the changes of a score, or say what is different since a day',
    access: 'scores:read',
    response: ScoreHistoryResponse,
    errors: ['lead_not_found'],
  })
  history(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: ScoreHistoryQuery,
  ): Promise<ScoreHistoryResponse> {
    return this.scores
      .history(actor.scope, id, query)
      .then((page) => ({ since: page.since, ...mapPage(page, ScoreHistoryEntryResponse.from) }));
  }

  @Get('score/adjustments')
  @Endpoint({
    summary: 'List the adjustments by hand that are in force',
    access: 'scores:read',
    response: [AdjustmentResponse],
    errors: ['lead_not_found'],
  })
  listAdjustments(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<AdjustmentResponse[]> {
    return this.adjustments.list(actor.scope, id);
  }

  @Post('score/adjustments')
  @Endpoint({
    summary: 'Adjust a score by hand: one more signal, beside the rules',
    access: 'scores:adjust',
    response: AdjustmentResponse,
    status: 201,
    errors: ['lead_not_found'],
  })
  adjust(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: AdjustmentBody,
  ): Promise<AdjustmentResponse> {
    return this.adjustments.add(actor.scope, { ...body, leadId: id, authorId: actor.userId });
  }

  @Delete('score/adjustments/:adjustmentId')
  @Endpoint({
    summary: 'Withdraw an adjustment',
    access: 'scores:adjust',
    errors: ['adjustment_not_found', 'adjustment_ended'],
  })
  withdraw(@CurrentActor() actor: Actor, @Param() { id, adjustmentId }: AdjustmentParam): Promise<void> {
    return this.adjustments.withdraw(actor.scope, id, adjustmentId, actor.userId);
  }

  @Post('events')
  @Endpoint({
    summary: 'Tell what a lead did on a website',
    access: 'scores:track',
    response: TakenEventsResponse,
    status: 202,
    errors: ['lead_not_found'],
  })
  takeEvent(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: LeadEventBody,
  ): Promise<TakenEventsResponse> {
    return this.events.takeOne(actor.scope, id, body);
  }
}
