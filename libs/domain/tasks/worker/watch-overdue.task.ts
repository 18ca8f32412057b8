import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { OverdueTasks } from '../overdue-tasks.service';

@Injectable()
export class WatchOverdueTask implements ScheduledTask {
  constructor(private readonly overdue: OverdueTasks) {}

  async tick(): Promise<void> {
    await this.overdue.watch();
  }
}
