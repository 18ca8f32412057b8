export { DigestsHttpModule } from './digests-http.module';
