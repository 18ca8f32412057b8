export { TeamsHttpModule } from './teams-http.module';
