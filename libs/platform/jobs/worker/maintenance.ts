import { Injectable } from '@nestjs/common';
import { Reconciler } from './reconciler';
import { schedule, type ScheduledTask } from './schedules';

@Injectable()
class ReconcileTask implements ScheduledTask {
  constructor(private readonly reconciler: Reconciler) {}

  tick(): Promise<void> {
    return this.reconciler.reconcile();
  }
}

export const reconcileTask = schedule({
  name: 'jobs.reconcile',
  every: 2_000,
  task: ReconcileTask,
  idempotent: true,
});
