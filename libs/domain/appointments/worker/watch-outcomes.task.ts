import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { OutcomeWatch } from '../outcome-watch.service';

@Injectable()
export class WatchOutcomesTask implements ScheduledTask {
  constructor(private readonly outcomes: OutcomeWatch) {}

  async tick(): Promise<void> {
    await this.outcomes.watch();
  }
}
