import { subscribeToEvents } from './events.subscriber';

subscribeToEvents();

export { WorkflowsWorkerModule } from './workflows-worker.module';
