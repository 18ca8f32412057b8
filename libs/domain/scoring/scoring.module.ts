import { Module } from '@nestjs/common';
import { BackTestRepository } from './back-test/back-test.repository';
import { BackTest } from './back-test/back-test.service';
import { LeadFactsRepository } from './explain/lead-facts.repository';
import { LeadScores } from './explain/lead-scores.service';
import { ScoresRepository } from './explain/scores.repository';
import { ExamplesRepository } from './predictions/examples.repository';
import { ModelsRepository } from './predictions/models.repository';
import { Predictions } from './predictions/predictions.service';
import { Training } from './predictions/training.service';
import { DecayRepository } from './rescore/decay.repository';
import { Decay } from './rescore/decay.service';
import { DueLeads } from './rescore/due-leads.service';
import { DueRepository } from './rescore/due.repository';
import { RecalculationsRepository } from './rescore/recalculations.repository';
import { Recalculations } from './rescore/recalculations.service';
import { RescoreRepository } from './rescore/rescore.repository';
import { Rescoring } from './rescore/rescoring.service';
import { ScoreRows } from './rescore/score-rows.service';
import { RuleSetsRepository } from './rules/rule-sets.repository';
import { RuleSets } from './rules/rule-sets.service';
import { ScoringRules } from './rules/scoring-rules.service';
import { TagNamesRepository } from './rules/tag-names.repository';
import { ScoreAdjustments } from './signals/adjustments.service';
import { LeadEvents } from './signals/lead-events.service';
import { SignalsRepository } from './signals/signals.repository';
import { TakeIn } from './signals/take-in.service';

const services = [
  BackTest,
  Decay,
  DueLeads,
  LeadEvents,
  LeadScores,
  Predictions,
  Recalculations,
  Rescoring,
  RuleSets,
  ScoreAdjustments,
  ScoreRows,
  ScoringRules,
  TakeIn,
  Training,
];
const repositories = [
  BackTestRepository,
  DecayRepository,
  DueRepository,
  ExamplesRepository,
  LeadFactsRepository,
  ModelsRepository,
  RecalculationsRepository,
  RescoreRepository,
  RuleSetsRepository,
  ScoresRepository,
  SignalsRepository,
  TagNamesRepository,
];

@Module({ providers: [...services, ...repositories], exports: services })
export class ScoringModule {}
