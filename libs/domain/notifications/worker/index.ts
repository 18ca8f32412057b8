import { subscribeToAppointments } from './appointments.subscriber';
import { subscribeToNotes } from './notes.subscriber';
import { subscribeToTasks } from './tasks.subscriber';
import { subscribeToWorkflows } from './workflows.subscriber';

subscribeToAppointments();
subscribeToNotes();
subscribeToTasks();
subscribeToWorkflows();

export { NotificationsWorkerModule } from './notifications-worker.module';
