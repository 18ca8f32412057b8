import { subscribeToMessaging } from './messaging.subscriber';

subscribeToMessaging();

export { CampaignsWorkerModule } from './campaigns-worker.module';
