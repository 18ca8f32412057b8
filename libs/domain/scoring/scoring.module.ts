import { Module } from '@nestjs/common';
import { DecayRepository } from './rescore/decay.repository';
import { Decay } from './rescore/decay.service';
import { DueLeads } from './rescore/due-leads.service';
import { DueRepository } from './rescore/due.repository';
import { RecalculationsRepository } from './rescore/recalculations.repository';
import { Recalculations } from './rescore/recalculations.service';
import { RescoreRepository } from './rescore/rescore.repository';
import { Rescoring } from './rescore/rescoring.service';
import { RuleSetsRepository } from './rules/rule-sets.repository';
import { RuleSets } from './rules/rule-sets.service';
import { ScoreAdjustments } from './signals/adjustments.service';
import { LeadEvents } from './signals/lead-events.service';
import { SignalsRepository } from './signals/signals.repository';
import { TakeIn } from './signals/take-in.service';

const services = [Decay, DueLeads, LeadEvents, Recalculations, Rescoring, RuleSets, ScoreAdjustments, TakeIn];
const repositories = [
  DecayRepository,
  DueRepository,
  RecalculationsRepository,
  RescoreRepository,
  RuleSetsRepository,
  SignalsRepository,
];

@Module({ providers: [...services, ...repositories], exports: services })
export class ScoringModule {}
