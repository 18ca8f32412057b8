export { UpcomingHttpModule } from './upcoming-http.module';
