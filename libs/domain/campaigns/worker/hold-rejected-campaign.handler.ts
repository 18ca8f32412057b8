import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { CampaignControlService } from '../campaign-control.service';
import { type campaignJobs, HoldRejectedCampaign } from '../campaigns.jobs';

@Injectable()
export class HoldRejectedCampaignHandler implements JobHandler<typeof campaignJobs.holdRejected> {
  constructor(private readonly control: CampaignControlService) {}

  async run({ campaignId, code }: HoldRejectedCampaign, context: JobContext): Promise<void> {
    const failure = `The provider refuses the account (${code}). Check its key and balance, then resume.`;
    await context.complete((tx) => this.control.hold(tx, campaignId, failure));
  }
}
