import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { CampaignsModule } from '../campaigns.module';
import { campaignJobs } from '../campaigns.jobs';
import { CompleteCampaignHandler } from './complete-campaign.handler';
import { HoldRejectedCampaignHandler } from './hold-rejected-campaign.handler';
import { HoldUnfinishedCampaignHandler } from './hold-unfinished-campaign.handler';
import { LaunchCampaignHandler } from './launch-campaign.handler';

@Module({
  imports: [CampaignsModule],
  providers: handle(campaignJobs, {
    launch: LaunchCampaignHandler,
    complete: CompleteCampaignHandler,
    holdRejected: HoldRejectedCampaignHandler,
    holdUnfinished: HoldUnfinishedCampaignHandler,
  }),
})
export class CampaignsWorkerModule {}
