export { IdentityWorkerModule } from './identity-worker.module';
