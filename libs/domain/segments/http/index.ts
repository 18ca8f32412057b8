export { SegmentsHttpModule } from './segments-http.module';
