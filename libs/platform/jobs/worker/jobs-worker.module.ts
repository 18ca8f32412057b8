import { Global, Module } from '@nestjs/common';
import { EventsWorkerModule } from '@platform/events/worker';
import { CleanUp, cleanUpTask } from './clean-up';
import { CleanUpRepository } from './clean-up.repository';
import { HeldJobs } from './held-jobs';
import { JobClaimsRepository } from './job-claims.repository';
import { JobDesk } from './job-desk';
import { JobRunner } from './job-runner';
import { reconcileTask } from './maintenance';
import { Reconciler } from './reconciler';
import { ReconcilerRepository } from './reconciler.repository';
import { Relay } from './relay';
import { Schedules } from './schedules';
import { WorkersHost } from './workers-host';

/** The consuming side. Only the worker mounts it. */
@Global()
@Module({
  imports: [EventsWorkerModule],
  providers: [
    CleanUp,
    CleanUpRepository,
    JobClaimsRepository,
    ReconcilerRepository,
    HeldJobs,
    JobDesk,
    JobRunner,
    Relay,
    Reconciler,
    Schedules,
    WorkersHost,
    reconcileTask,
    cleanUpTask,
  ],
  exports: [Relay, Reconciler, WorkersHost, Schedules],
})
export class JobsWorkerModule {}
