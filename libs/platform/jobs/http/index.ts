export { JobsHttpModule } from './jobs-http.module';
