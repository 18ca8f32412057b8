export { workerDied } from '../job-state';
export { CleanUp } from './clean-up';
export { handle } from './job-handlers';
export type { JobContext, JobHandler, PayloadOf } from './job-handlers';
export { JobsWorkerModule } from './jobs-worker.module';
export { Reconciler } from './reconciler';
export { schedule } from './schedules';
export type { ScheduledTask } from './schedules';
export { WorkersHost } from './workers-host';
