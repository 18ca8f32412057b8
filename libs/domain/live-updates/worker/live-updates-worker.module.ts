import { Injectable, Module } from '@nestjs/common';
import { handle, schedule, type ScheduledTask } from '@platform/jobs/worker';
import { liveUpdateJobs } from '../live-updates.jobs';
import { LiveUpdatesModule } from '../live-updates.module';
import { LiveUpdates } from '../live-updates.service';
import { TellPagesHandler } from './tell-pages.handler';

@Injectable()
class TellProgress implements ScheduledTask {
  constructor(private readonly updates: LiveUpdates) {}

  async tick(): Promise<void> {
    await this.updates.tellProgress();
  }
}

@Module({
  imports: [LiveUpdatesModule],
  providers: [
    ...handle(liveUpdateJobs, { tell: TellPagesHandler }),
    schedule({ name: 'live-updates.progress', every: 5_000, task: TellProgress, idempotent: true }),
  ],
})
export class LiveUpdatesWorkerModule {}
