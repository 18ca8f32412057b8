export { TimelineHttpModule } from './timeline-http.module';
