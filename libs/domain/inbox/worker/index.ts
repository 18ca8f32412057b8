import { subscribeToMessaging } from './messaging.subscriber';

subscribeToMessaging();

export { InboxWorkerModule } from './inbox-worker.module';
