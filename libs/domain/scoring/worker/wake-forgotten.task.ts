import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { DueLeads } from '../rescore/due-leads.service';

@Injectable()
export class WakeForgottenTask implements ScheduledTask {
  constructor(private readonly due: DueLeads) {}

  async tick(): Promise<void> {
    await this.due.wakeForgotten();
  }
}
