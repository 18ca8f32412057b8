import { Module } from '@nestjs/common';
import { CampaignsModule } from '@domain/campaigns';
import { CampaignSendingController } from './campaign-sending.controller';
import { CampaignTrialController } from './campaign-trial.controller';
import { CampaignsController } from './campaigns.controller';

@Module({
  imports: [CampaignsModule],
  controllers: [CampaignTrialController, CampaignsController, CampaignSendingController],
})
export class CampaignsHttpModule {}
