import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { analyticsJobs, AnalyticsTeamPayload } from '../analytics.jobs';
import { MessageTallies } from '../dashboard/message-tallies.service';

@Injectable()
export class CountMessagesHandler implements JobHandler<typeof analyticsJobs.countMessages> {
  constructor(private readonly tallies: MessageTallies) {}

  async run(_payload: AnalyticsTeamPayload, context: JobContext): Promise<void> {
    while (!context.signal.aborted && (await context.stepSql((tx) => this.tallies.settlePortion(tx))));
  }
}
