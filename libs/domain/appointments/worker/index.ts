import { subscribeToReplies } from './messaging.subscriber';

subscribeToReplies();

export { AppointmentsWorkerModule } from './appointments-worker.module';
