export { CAMPAIGN_TYPES } from './campaign.types';
export type {
  Campaign,
  CampaignAudience,
  CampaignChanges,
  CampaignContent,
  CampaignDraft,
  CampaignSchedule,
  CampaignType,
  CampaignVariant,
  NewCampaign,
  SeenCampaign,
} from './campaign.types';
export { CampaignAudienceService } from './campaign-audience.service';
export { CampaignControlService } from './campaign-control.service';
export type { CampaignFigures, CampaignRates, CampaignStats } from './campaign-figures';
export { CampaignOutlook, type ForeseenCampaign } from './campaign-outlook.service';
export { CampaignLaunchService } from './campaign-launch.service';
export type { Preview } from './campaign-preview';
export { CampaignPreviewService } from './campaign-preview.service';
export { actionsOf, CAMPAIGN_LIMITS } from './campaign-rules';
export { CAMPAIGN_STATUSES, type CampaignStatus } from './campaign-state';
export { CampaignStatsService } from './campaign-stats.service';
export { CampaignTestService, type QueuedTest, type TestSend } from './campaign-test.service';
// What the slices above subscribe to.
export {
  /** @public */ CampaignCompleted,
  /** @public */ campaignEvents,
  /** @public */ CampaignStarted,
} from './campaigns.events';
export { CampaignsModule } from './campaigns.module';
export { CampaignsService } from './campaigns.service';
