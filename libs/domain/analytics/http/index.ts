export { AnalyticsHttpModule } from './analytics-http.module';
