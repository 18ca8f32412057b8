import { Injectable, Module } from '@nestjs/common';
import { schedule, type ScheduledTask } from '@platform/jobs/worker';
import { LiveFeed } from '../live-feed.service';
import { RealtimeModule } from '../realtime.module';

@Injectable()
class PruneLiveEvents implements ScheduledTask {
  constructor(private readonly feed: LiveFeed) {}

  async tick(): Promise<void> {
    await this.feed.prune();
  }
}

const pruneTask = schedule({
  name: 'realtime.prune',
  every: 3_600_000,
  task: PruneLiveEvents,
  idempotent: true,
});

@Module({ imports: [RealtimeModule], providers: [pruneTask] })
export class RealtimeWorkerModule {}
