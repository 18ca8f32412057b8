import { subscribeToChanges } from './changes.subscriber';

subscribeToChanges();

export { AnalyticsWorkerModule } from './analytics-worker.module';
