import { Injectable, Module } from '@nestjs/common';
import { Idempotency, IdempotencyModule } from '@platform/idempotency';
import { schedule, type ScheduledTask } from '@platform/jobs/worker';

@Injectable()
class PruneTask implements ScheduledTask {
  constructor(private readonly idempotency: Idempotency) {}

  async tick(): Promise<void> {
    await this.idempotency.prune();
  }
}

const pruneTask = schedule({
  name: 'idempotency.prune',
  every: 3_600_000,
  task: PruneTask,
  idempotent: true,
});

@Module({ imports: [IdempotencyModule], providers: [pruneTask] })
export class IdempotencyWorkerModule {}
