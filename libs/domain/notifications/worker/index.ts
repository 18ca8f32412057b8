import { subscribeToAppointments } from './appointments.subscriber';
import { subscribeToEvents } from './events.subscriber';
import { subscribeToInbox } from './inbox.subscriber';
import { subscribeToNotes } from './notes.subscriber';
import { subscribeToRouting } from './routing.subscriber';
import { subscribeToTasks } from './tasks.subscriber';
import { subscribeToWorkflows } from './workflows.subscriber';

subscribeToAppointments();
subscribeToEvents();
subscribeToInbox();
subscribeToNotes();
subscribeToRouting();
subscribeToTasks();
subscribeToWorkflows();

export { NotificationsWorkerModule } from './notifications-worker.module';
