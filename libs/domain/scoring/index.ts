export { leadScoreBandChanged, LeadScoreBandChanged } from './scoring.events';
export { ScoringModule } from './scoring.module';
