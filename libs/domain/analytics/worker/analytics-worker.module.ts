import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { analyticsJobs } from '../analytics.jobs';
import { AnalyticsModule } from '../analytics.module';
import { CountMessagesHandler } from './count-messages.handler';
import { CountMessagesTask } from './count-messages.task';
import { EnqueueSnapshotsTask } from './enqueue-snapshots.task';
import { ForgetFiguresHandler } from './forget-figures.handler';
import { SnapshotHandler } from './snapshot.handler';

@Module({
  imports: [AnalyticsModule],
  providers: [
    ...handle(analyticsJobs, {
      snapshot: SnapshotHandler,
      countMessages: CountMessagesHandler,
      forgetFigures: ForgetFiguresHandler,
    }),
    // Somewhere it is midnight at every quarter of an hour; a tick that is missed is made up for by the next.
    schedule({
      name: 'analytics.enqueue-snapshots',
      every: 300_000,
      task: EnqueueSnapshotsTask,
      idempotent: true,
    }),
    // Readers count what is left. Not oftener: a quarter of an hour with a million messages takes a second to count, and each open of one
    // of them makes it due again.
    schedule({
      name: 'analytics.enqueue-counts',
      every: 300_000,
      task: CountMessagesTask,
      idempotent: true,
    }),
  ],
})
export class AnalyticsWorkerModule {}
