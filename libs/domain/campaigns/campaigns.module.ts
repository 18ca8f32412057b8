import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { MessageTemplatesModule } from '@domain/message-templates';
import { MessagingModule } from '@domain/messaging';
import { SegmentsModule } from '@domain/segments';
import { TeamsModule } from '@domain/teams';
import { CampaignAudienceService } from './campaign-audience.service';
import { CampaignControlService } from './campaign-control.service';
import { CampaignJobs } from './campaign-jobs';
import { CampaignLaunchService } from './campaign-launch.service';
import { CampaignLog } from './campaign-log';
import { CampaignOrigins } from './campaign-origins.service';
import { CampaignOutlookRepository } from './campaign-outlook.repository';
import { CampaignOutlook } from './campaign-outlook.service';
import { CampaignPeopleRepository } from './campaign-people.repository';
import { CampaignPreviewService } from './campaign-preview.service';
import { CampaignTexts } from './campaign-texts.service';
import { CampaignStatsService } from './campaign-stats.service';
import { CampaignTestService } from './campaign-test.service';
import { CampaignsRepository } from './campaigns.repository';
import { CampaignsService } from './campaigns.service';

const services = [
  CampaignsService,
  CampaignLaunchService,
  CampaignControlService,
  CampaignStatsService,
  CampaignPreviewService,
  CampaignTestService,
  CampaignAudienceService,
  CampaignOrigins,
  CampaignOutlook,
];

@Module({
  imports: [
    ActivitiesModule,
    LeadsModule,
    MessageTemplatesModule,
    MessagingModule,
    SegmentsModule,
    TeamsModule,
  ],
  providers: [
    ...services,
    CampaignsRepository,
    CampaignOutlookRepository,
    CampaignPeopleRepository,
    CampaignJobs,
    CampaignLog,
    CampaignTexts,
  ],
  exports: services,
})
export class CampaignsModule {}
