import { subscribeToLeads } from './lead-changes.subscriber';

subscribeToLeads();

export { DuplicatesWorkerModule } from './duplicates-worker.module';
