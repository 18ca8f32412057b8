import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Snapshots } from '../snapshots.service';

@Injectable()
export class EnqueueSnapshotsTask implements ScheduledTask {
  constructor(private readonly snapshots: Snapshots) {}

  async tick(): Promise<void> {
    await this.snapshots.enqueueDue();
  }
}
