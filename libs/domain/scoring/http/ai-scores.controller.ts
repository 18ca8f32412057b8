import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadScores, Predictions, Recalculations } from '@domain/scoring';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { LeadIdParam, LeadScoreResponse } from './lead-score.dto';
import { PredictionResponse } from './predictions.dto';
import { RecalculationResponse } from './recalculation.dto';

@ApiTags('Lead scores')
@Controller('ai')
export class AiScoresController {
  constructor(
    private readonly scores: LeadScores,
    private readonly recalculations: Recalculations,
    private readonly predictions: Predictions,
  ) {}

  @Get('lead-score/:leadId')
  @Endpoint({
    summary: 'Get the score of a lead and every point of it',
    access: 'scores:read',
    response: LeadScoreResponse,
    errors: ['lead_not_found'],
  })
  score(@CurrentActor() actor: Actor, @Param() { leadId }: LeadIdParam): Promise<LeadScoreResponse> {
    return this.scores.get(actor.scope, leadId).then(LeadScoreResponse.from);
  }

  @Post('recalculate-scores')
  @Endpoint({
    summary: 'Rescore all leads; while that is running, the one that runs is answered',
    access: 'scores:manage',
    response: RecalculationResponse,
    status: 202,
  })
  recalculate(@CurrentActor() actor: Actor): Promise<RecalculationResponse> {
    return this.recalculations.start(actor.scope, actor.userId);
  }

  @Get('predictions/:leadId')
  @Endpoint({
    summary: "Say what may become of a lead, by the team's own won and lost leads",
    access: 'scores:read',
    response: PredictionResponse,
    errors: ['lead_not_found'],
  })
  predict(@CurrentActor() actor: Actor, @Param() { leadId }: LeadIdParam): Promise<PredictionResponse> {
    return this.predictions.get(actor.scope, leadId);
  }
}
