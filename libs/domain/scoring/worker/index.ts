import { subscribeToEvidence } from './evidence.subscriber';

subscribeToEvidence();

export { ScoringWorkerModule } from './scoring-worker.module';
