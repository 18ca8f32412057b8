import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { CampaignControlService } from '../campaign-control.service';
import { type campaignJobs, HoldRejectedCampaign } from '../campaigns.jobs';

@Injectable()
export class HoldRejectedCampaignHandler implements JobHandler<typeof campaignJobs.holdRejected> {
  constructor(private readonly control: CampaignControlService) {}

  async run({ campaignId, code }: HoldRejectedCampaign, context: JobContext): Promise<void> {
    await context.complete((tx) => this.control.holdRejected(tx, campaignId, code));
  }
}
