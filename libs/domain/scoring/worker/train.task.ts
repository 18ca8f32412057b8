import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Training } from '../predictions/training.service';

@Injectable()
export class TrainTask implements ScheduledTask {
  constructor(private readonly training: Training) {}

  async tick(): Promise<void> {
    await this.training.startAll();
  }
}
