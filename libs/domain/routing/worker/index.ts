import { subscribeToLeads } from './leads.subscriber';

subscribeToLeads();

export { RoutingWorkerModule } from './routing-worker.module';
