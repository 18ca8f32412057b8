export { ActivitiesHttpModule } from './activities-http.module';
