import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { CampaignControlService } from '../campaign-control.service';
import { type campaignJobs, HoldUnfinishedCampaign } from '../campaigns.jobs';

const failure =
  'Part of the audience could not be written to. Nobody was sent anything twice; resume to try the rest again.';

@Injectable()
export class HoldUnfinishedCampaignHandler implements JobHandler<typeof campaignJobs.holdUnfinished> {
  constructor(private readonly control: CampaignControlService) {}

  async run({ campaignId }: HoldUnfinishedCampaign, context: JobContext): Promise<void> {
    await context.complete((tx) => this.control.hold(tx, campaignId, failure));
  }
}
