import { subscribeToAppointments } from './appointments.subscriber';
import { subscribeToWorkflows } from './workflows.subscriber';

subscribeToAppointments();
subscribeToWorkflows();

export { NotificationsWorkerModule } from './notifications-worker.module';
