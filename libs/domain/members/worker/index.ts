export { MembersWorkerModule } from './members-worker.module';
