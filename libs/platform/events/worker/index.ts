export { EventDispatcher } from './event-dispatcher';
export { EventsWorkerModule } from './events-worker.module';
export { subscribe, subscribeBatch } from './subscriptions';
