export { AnalyticsWorkerModule } from './analytics-worker.module';
