import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Digests } from '../digests.service';

@Injectable()
export class EnqueueDigestsTask implements ScheduledTask {
  constructor(private readonly digests: Digests) {}

  async tick(): Promise<void> {
    await this.digests.enqueueDue();
  }
}
