import { Injectable } from '@nestjs/common';
import { MessageSources, MessageStats } from '@domain/messaging';
import { Database, type TenantScope, type Tx } from '@platform/database';
import { Events } from '@platform/events';
import { openMessages } from './campaign-figures';
import { CampaignAudienceService } from './campaign-audience.service';
import { CampaignJobs } from './campaign-jobs';
import { CampaignLog, statusChange } from './campaign-log';
import { isSending } from './campaign-rules';
import { transition, type CampaignEvent, type CampaignStatus } from './campaign-state';
import { CampaignTexts } from './campaign-texts.service';
import type { Campaign, SeenCampaign } from './campaign.types';
import { campaignNotFound, illegalTransition } from './campaigns.errors';
import { campaignEvents } from './campaigns.events';
import { CampaignsRepository } from './campaigns.repository';

/** Steers a launched campaign. Its status and that of its message source change in one transaction. */
@Injectable()
export class CampaignControlService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignsRepository,
    private readonly audiences: CampaignAudienceService,
    private readonly jobs: CampaignJobs,
    private readonly log: CampaignLog,
    private readonly texts: CampaignTexts,
    private readonly sources: MessageSources,
    private readonly stats: MessageStats,
    private readonly events: Events,
  ) {}

  /** Nothing is handed to a provider any more, but for at most one batch per sending lane that is on its way already. */
  async pause(scope: TenantScope, userId: string | null, id: string): Promise<SeenCampaign> {
    return this.database.transaction(scope, async (tx) => {
      const { campaign, to } = await this.locked(tx, id, 'pause', 'PAUSED');
      await this.sources.pause(tx, id);
      const paused = await this.campaigns.setStatus(tx, id, to);
      await this.log.record(tx, 'campaign.paused', paused, { userId, ...statusChange(campaign, paused) });
      return this.texts.seen(tx, paused);
    });
  }

  async resume(scope: TenantScope, userId: string | null, id: string): Promise<SeenCampaign> {
    return this.database.transaction(scope, async (tx) => {
      const { campaign, to } = await this.locked(tx, id, 'resume', 'ACTIVE');
      await this.sources.resume(tx, id);
      const resumed = await this.campaigns.setStatus(tx, id, to, { failure: null });
      await this.log.record(tx, 'campaign.resumed', resumed, { userId, ...statusChange(campaign, resumed) });
      return this.texts.seen(tx, resumed);
    });
  }

  /** For good. Messages that have not been handed to a provider never will be. */
  async cancel(scope: TenantScope, userId: string | null, id: string): Promise<SeenCampaign> {
    return this.database.transaction(scope, async (tx) => {
      const { campaign, to } = await this.locked(tx, id, 'cancel', 'CANCELLED');
      const cancelled = await this.stop(tx, campaign, to);
      await this.log.record(tx, 'campaign.cancelled', cancelled, {
        userId,
        ...statusChange(campaign, cancelled),
      });
      return this.texts.seen(tx, cancelled);
    });
  }

  /** Ends a campaign whose launch cannot succeed; `failure` is shown to its owners. */
  async giveUp(tx: Tx, id: string, failure: string): Promise<void> {
    const campaign = await this.campaigns.lock(tx, id);
    const to = campaign && !campaign.laidOutAt ? transition(campaign.status, 'cancel') : null;
    if (!campaign || !to) return;
    const cancelled = await this.stop(tx, campaign, to, failure);
    await this.log.record(tx, 'campaign.failed', cancelled, {
      description: failure,
      ...statusChange(campaign, cancelled),
    });
  }

  /** Completes an active campaign with no message left to send; otherwise changes nothing. */
  async completeIfDone(tx: Tx, id: string): Promise<void> {
    const campaign = await this.campaigns.lock(tx, id);
    const to = campaign?.laidOutAt ? transition(campaign.status, 'complete') : null;
    if (!campaign || !to || openMessages(await this.stats.bySource(tx, id)) > 0) return;
    await this.sources.finish(tx, id);
    const completed = await this.campaigns.setStatus(tx, id, to);
    await this.events.publish(tx, campaignEvents.completed, { campaignId: id });
    await this.log.record(tx, 'campaign.completed', completed, statusChange(campaign, completed));
  }

  /** Pauses a campaign that cannot go on by itself; `failure` tells its owners why. */
  async hold(tx: Tx, id: string, failure: string): Promise<void> {
    const campaign = await this.campaigns.lock(tx, id);
    const to = campaign ? transition(campaign.status, 'pause') : null;
    if (!campaign || !to) return;
    await this.sources.pause(tx, id);
    const paused = await this.campaigns.setStatus(tx, id, to, { failure });
    await this.log.record(tx, 'campaign.paused', paused, {
      description: failure,
      ...statusChange(campaign, paused),
    });
  }

  private async stop(tx: Tx, campaign: Campaign, to: CampaignStatus, failure?: string): Promise<Campaign> {
    if (!campaign.laidOutAt) await this.jobs.cancelLaunch(tx, campaign);
    await this.audiences.letSegmentGo(tx, campaign);
    if (isSending(campaign.status)) await this.sources.cancel(tx, campaign.id);
    await this.texts.letGo(tx, campaign);
    return this.campaigns.setStatus(tx, campaign.id, to, { failure });
  }

  private async locked(tx: Tx, id: string, event: CampaignEvent, wanted: CampaignStatus) {
    const campaign = await this.campaigns.lock(tx, id);
    if (!campaign) throw campaignNotFound();
    const to = transition(campaign.status, event);
    if (!to) throw illegalTransition(campaign.status, wanted);
    return { campaign, to };
  }
}
