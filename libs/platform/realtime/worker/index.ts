export { RealtimeWorkerModule } from './realtime-worker.module';
