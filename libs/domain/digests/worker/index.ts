export { DigestsWorkerModule } from './digests-worker.module';
