import { subscribeToNews } from './news.subscriber';

subscribeToNews();

export { LiveUpdatesWorkerModule } from './live-updates-worker.module';
