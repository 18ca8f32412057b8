import { Module } from '@nestjs/common';
import { ScoringModule } from '@domain/scoring';
import { AiScoresController } from './ai-scores.controller';
import { LeadScoresController } from './lead-scores.controller';
import { ScoringRulesController } from './scoring-rules.controller';
import { ScoringController } from './scoring.controller';

@Module({
  imports: [ScoringModule],
  controllers: [AiScoresController, LeadScoresController, ScoringRulesController, ScoringController],
})
export class ScoringHttpModule {}
