import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { analyticsJobs } from '../analytics.jobs';
import { AnalyticsModule } from '../analytics.module';
import { EnqueueSnapshotsTask } from './enqueue-snapshots.task';
import { SnapshotHandler } from './snapshot.handler';

@Module({
  imports: [AnalyticsModule],
  providers: [
    ...handle(analyticsJobs, { snapshot: SnapshotHandler }),
    // Somewhere it is midnight at every quarter of an hour; a tick that is missed is made up for by the next.
    schedule({
      name: 'analytics.enqueue-snapshots',
      every: 300_000,
      task: EnqueueSnapshotsTask,
      idempotent: true,
    }),
  ],
})
export class AnalyticsWorkerModule {}
