import { Injectable } from '@nestjs/common';
import { schedule, type ScheduledTask } from '@platform/jobs/worker';
import { RunRepair } from '../engine/run-repair.service';

@Injectable()
class RunRepairTask implements ScheduledTask {
  constructor(private readonly repairs: RunRepair) {}

  tick(): Promise<void> {
    return this.repairs.repair();
  }
}

export const runRepairTask = schedule({
  name: 'workflows.repair-runs',
  every: 10_000,
  task: RunRepairTask,
  idempotent: true,
});
