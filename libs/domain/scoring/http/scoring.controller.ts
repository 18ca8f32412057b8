import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BackTest, LeadEvents, Predictions, Recalculations, Training } from '@domain/scoring';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { TakenEventsResponse, TeamEventsBody } from './lead-events.dto';
import { BackTestBody, BackTestResponse, ModelsResponse, TrainingResponse } from './predictions.dto';
import { RecalculationResponse } from './recalculation.dto';

@ApiTags('Lead scores')
@Controller('scoring')
export class ScoringController {
  constructor(
    private readonly events: LeadEvents,
    private readonly recalculations: Recalculations,
    private readonly backTests: BackTest,
    private readonly predictions: Predictions,
    private readonly training: Training,
  ) {}

  @Post('events')
  @Endpoint({
    summary: 'Tell what up to 500 leads did on a website',
    access: 'scores:track',
    response: TakenEventsResponse,
    status: 202,
  })
  takeEvents(@CurrentActor() actor: Actor, @Body() { events }: TeamEventsBody): Promise<TakenEventsResponse> {
    return this.events.take(actor.scope, events);
  }

  @Get('recalculations/:id')
  @Endpoint({
    summary: 'Get how far a recalculation is',
    access: 'scores:read',
    response: RecalculationResponse,
    errors: ['recalculation_not_found'],
  })
  recalculation(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RecalculationResponse> {
    return this.recalculations.get(actor.scope, id);
  }

  @Post('back-test')
  @Endpoint({
    summary: 'Score closed leads as they stood before they closed: lift by decile, worth of each rule',
    access: 'scores:manage',
    response: BackTestResponse,
    idempotent: false,
    errors: ['score_rule_set_not_found'],
  })
  backTest(@CurrentActor() actor: Actor, @Body() { ruleSetId }: BackTestBody): Promise<BackTestResponse> {
    return this.backTests.run(actor.scope, ruleSetId);
  }

  @Get('models')
  @Endpoint({
    summary: 'Get the models behind predictions, and how far they can be trusted',
    access: 'scores:read',
    response: ModelsResponse,
  })
  models(@CurrentActor() actor: Actor): Promise<ModelsResponse> {
    return this.predictions.report(actor.scope).then((data) => ({ data }));
  }

  @Post('models/train')
  @Endpoint({
    summary: 'Learn anew from won and lost leads',
    access: 'scores:manage',
    response: TrainingResponse,
    status: 202,
  })
  train(@CurrentActor() actor: Actor): Promise<TrainingResponse> {
    return this.training.start(actor.scope);
  }
}
