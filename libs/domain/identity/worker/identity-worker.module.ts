import { Injectable, Module } from '@nestjs/common';
import { IdentityUpkeep, IdentityUpkeepModule } from '@domain/identity';
import { schedule, type ScheduledTask } from '@platform/jobs/worker';

@Injectable()
class PruneTask implements ScheduledTask {
  constructor(private readonly upkeep: IdentityUpkeep) {}

  async tick(): Promise<void> {
    await this.upkeep.prune();
  }
}

const pruneTask = schedule({
  name: 'identity.prune',
  every: 6 * 3_600_000,
  task: PruneTask,
  idempotent: true,
});

@Module({ imports: [IdentityUpkeepModule], providers: [pruneTask] })
export class IdentityWorkerModule {}
