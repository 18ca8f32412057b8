import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Decay } from '../rescore/decay.service';

@Injectable()
export class DecayTask implements ScheduledTask {
  constructor(private readonly decay: Decay) {}

  async tick(): Promise<void> {
    await this.decay.enqueueAll();
  }
}
