import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { MessageTallies } from '../dashboard/message-tallies.service';

@Injectable()
export class CountMessagesTask implements ScheduledTask {
  constructor(private readonly tallies: MessageTallies) {}

  async tick(): Promise<void> {
    await this.tallies.enqueueDue();
  }
}
