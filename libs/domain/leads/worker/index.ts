export { LeadsWorkerModule } from './leads-worker.module';
