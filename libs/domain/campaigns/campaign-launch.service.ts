import { Injectable } from '@nestjs/common';
import { MessageContents, MessageLayout, MessageSources } from '@domain/messaging';
import { TeamsService, type Team } from '@domain/teams';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope, type Tx } from '@platform/database';
import { Events } from '@platform/events';
import { CampaignAudienceService } from './campaign-audience.service';
import { contentsOf } from './campaign-content';
import { CampaignJobs } from './campaign-jobs';
import { CampaignLog } from './campaign-log';
import { checkComplete } from './campaign-rules';
import { hasPassed, plannedOf } from './campaign-schedule';
import { transition } from './campaign-state';
import { CampaignTexts } from './campaign-texts.service';
import type { FilledTexts } from './campaign-texts';
import type { Campaign, CampaignType, SeenCampaign } from './campaign.types';
import {
  audienceEmpty,
  campaignNotFound,
  illegalTransition,
  postalAddressMissing,
  schedulePassed,
} from './campaigns.errors';
import { campaignEvents } from './campaigns.events';
import type { LaunchCampaign } from './campaigns.jobs';
import { CampaignsRepository } from './campaigns.repository';

/** From a draft to messages in the ledger: the launch by a person, then the two steps of the launch job. */
@Injectable()
export class CampaignLaunchService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignsRepository,
    private readonly texts: CampaignTexts,
    private readonly audiences: CampaignAudienceService,
    private readonly jobs: CampaignJobs,
    private readonly log: CampaignLog,
    private readonly teams: TeamsService,
    private readonly sources: MessageSources,
    private readonly contents: MessageContents,
    private readonly layout: MessageLayout,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /**
   * Launches a draft: SCHEDULED when it has a time, else ACTIVE at once. The launch job is part of the same commit.
   * @throws DomainError conflict: campaign_illegal_transition, campaign_incomplete, campaign_schedule_passed,
   *   postal_address_missing, audience_empty; unprocessable/segment_too_slow
   */
  async launch(scope: TenantScope, userId: string | null, id: string): Promise<SeenCampaign> {
    return this.database.transaction(scope, async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      if (!campaign) throw campaignNotFound();
      const atOnce = plannedOf(campaign).kind === 'now';
      const target = atOnce ? 'ACTIVE' : 'SCHEDULED';
      // The state machine lets a scheduled campaign be launched as well; a launch repeated by mistake must not do that.
      if (campaign.status !== 'DRAFT') throw illegalTransition(campaign.status, target);
      const team = await this.teams.find(tx);
      const filled = await this.checkReady(tx, campaign, team);
      if (hasPassed(campaign, this.clock.now(), team.timezone)) throw schedulePassed();
      if (await this.audiences.isEmpty(tx, campaign.audience!)) throw audienceEmpty();
      if (atOnce) await this.sources.create(tx, { id, kind: 'campaign' });
      await this.jobs.enqueueLaunch(tx, campaign);
      if (filled.used.length > 0) await this.campaigns.pinTemplates(tx, id, filled.pinned);
      const launched = await this.campaigns.setStatus(tx, id, target, { launched: true });
      await this.log.record(tx, 'campaign.launched', launched, {
        userId,
        changes: { status: { from: campaign.status, to: target } },
      });
      return this.texts.seen(tx, launched);
    });
  }

  /**
   * First step of the launch job: the campaign becomes ACTIVE. Null when there is nothing to do: cancelled, changed
   * since, or laid out already.
   * @throws DomainError conflict when what a launch needs is gone since, such as the postal address
   */
  async begin(tx: Tx, { campaignId, revision }: LaunchCampaign): Promise<Team | null> {
    const campaign = await this.campaigns.lock(tx, campaignId);
    if (!campaign || !isWanted(campaign, revision)) return null;
    const team = await this.teams.find(tx);
    await this.checkReady(tx, campaign, team);
    if (campaign.status !== 'SCHEDULED') return team;
    await this.sources.create(tx, { id: campaignId, kind: 'campaign' });
    const started = await this.campaigns.setStatus(tx, campaignId, transition('SCHEDULED', 'start')!);
    await this.log.record(tx, 'campaign.started', started);
    return team;
  }

  /**
   * Second step: freezes the audience, which is then laid out and sent in portions. The campaign is locked only at the end, so
   * that it can be paused and cancelled while a large audience is looked up.
   * @throws LaunchWithdrawn when it was cancelled meanwhile; nothing must be committed then.
   */
  async freeze(tx: SqlTx, team: Team, { campaignId, revision }: LaunchCampaign): Promise<void> {
    const campaign = await this.campaigns.find(tx, campaignId);
    if (!campaign?.audience || !isWanted(campaign, revision)) throw new LaunchWithdrawn();
    const filled = await this.texts.fill(tx, campaign);
    const { recipients } = await this.layout.begin(tx, {
      sourceId: campaignId,
      channel: campaign.type,
      purpose: 'marketing',
      contents: await this.freezeContents(tx, campaign.type, filled),
      audience: await this.audiences.compile(tx, campaign.audience),
      dueAt: dueAtOf(campaign, team.timezone),
      dedupePrefix: `campaign:${campaignId}`,
    });
    const current = await this.campaigns.lock(tx, campaignId);
    if (!current || !isWanted(current, revision)) throw new LaunchWithdrawn();
    await this.campaigns.markLaidOut(tx, campaignId, recipients);
    await this.texts.recordUse(tx, campaignId, filled);
    await this.texts.letGo(tx, campaign);
    await this.audiences.letSegmentGo(tx, current);
    await this.events.publish(tx, campaignEvents.started, { campaignId, audienceCount: recipients });
  }

  private async checkReady(tx: SqlTx, campaign: Campaign, team: Team): Promise<FilledTexts> {
    const filled = await this.texts.fill(tx, campaign);
    checkComplete(campaign.type, campaign, filled);
    if (campaign.type === 'EMAIL' && !team.postalAddress?.trim()) throw postalAddressMissing();
    return filled;
  }

  private async freezeContents(tx: SqlTx, type: CampaignType, { texts }: FilledTexts) {
    const frozen = [];
    for (const { variant, weight, subject, previewText, body } of contentsOf(texts)) {
      const parts = type === 'EMAIL' ? { subject, previewText, html: body } : { text: body };
      frozen.push({
        contentId: await this.contents.create(tx, { channel: type, ...parts }),
        variant,
        weight,
      });
    }
    return frozen;
  }
}

/** The launch was overtaken by a cancellation: the transaction must not commit, and the job has nothing more to do. */
export class LaunchWithdrawn extends Error {
  override readonly name = 'LaunchWithdrawn';
}

function isWanted(campaign: Campaign, revision: number): boolean {
  const live =
    campaign.status === 'SCHEDULED' || campaign.status === 'ACTIVE' || campaign.status === 'PAUSED';
  return live && campaign.laidOutAt === null && campaign.revision === revision;
}

function dueAtOf(campaign: Campaign, fallbackZone: string) {
  const planned = plannedOf(campaign);
  // By Postgres' clock: the worker that lays it out may have one of its own.
  if (planned.kind === 'now') return campaign.launchedAt!;
  if (planned.kind === 'at') return planned.at;
  const { localDate, localTime } = planned;
  return { localDate, localTime, fallbackZone };
}
