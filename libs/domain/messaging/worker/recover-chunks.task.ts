import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Recovery } from '../recovery.service';

@Injectable()
export class RecoverChunksTask implements ScheduledTask {
  constructor(private readonly recovery: Recovery) {}

  async tick(): Promise<void> {
    await this.recovery.recover();
  }
}
