import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { CampaignControlService } from '../campaign-control.service';
import { type campaignJobs, CompleteCampaign } from '../campaigns.jobs';

@Injectable()
export class CompleteCampaignHandler implements JobHandler<typeof campaignJobs.complete> {
  constructor(private readonly control: CampaignControlService) {}

  async run({ campaignId }: CompleteCampaign, context: JobContext): Promise<void> {
    await context.complete((tx) => this.control.completeIfDone(tx, campaignId));
  }
}
