import { subscribeToAppointments } from './appointments.subscriber';

subscribeToAppointments();

export { NotificationsWorkerModule } from './notifications-worker.module';
