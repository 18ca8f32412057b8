import { subscribeToAppointments } from './appointments.subscriber';
import { subscribeToEvents } from './events.subscriber';
import { subscribeToNotes } from './notes.subscriber';
import { subscribeToTasks } from './tasks.subscriber';
import { subscribeToWorkflows } from './workflows.subscriber';

subscribeToAppointments();
subscribeToEvents();
subscribeToNotes();
subscribeToTasks();
subscribeToWorkflows();

export { NotificationsWorkerModule } from './notifications-worker.module';
