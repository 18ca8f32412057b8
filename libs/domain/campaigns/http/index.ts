export { CampaignsHttpModule } from './campaigns-http.module';
