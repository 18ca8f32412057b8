import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { analyticsJobs, AnalyticsTeamPayload } from '../analytics.jobs';
import { PeriodReports } from '../dashboard/period-reports.service';

@Injectable()
export class ForgetFiguresHandler implements JobHandler<typeof analyticsJobs.forgetFigures> {
  constructor(private readonly reports: PeriodReports) {}

  async run(_payload: AnalyticsTeamPayload, { scope }: JobContext): Promise<void> {
    await this.reports.forget(scope);
  }
}
