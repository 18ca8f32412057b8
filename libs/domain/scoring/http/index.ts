export { ScoringHttpModule } from './scoring-http.module';
