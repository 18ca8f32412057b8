import { Injectable } from '@nestjs/common';
import { TeamsService } from '@domain/teams';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope, type Tx } from '@platform/database';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { CampaignAudienceService } from './campaign-audience.service';
import { CampaignJobs } from './campaign-jobs';
import { CampaignLog, changesBetween } from './campaign-log';
import {
  applyChanges,
  CAMPAIGN_LIMITS,
  checkComplete,
  checkDraft,
  emptyDraft,
  isSending,
} from './campaign-rules';
import { scheduleProblems } from './campaign-schedule';
import { transition } from './campaign-state';
import { CampaignTexts } from './campaign-texts.service';
import type { Campaign, CampaignChanges, CampaignDraft, NewCampaign, SeenCampaign } from './campaign.types';
import {
  campaignInvalid,
  campaignNotDeletable,
  campaignNotEditable,
  campaignNotFound,
} from './campaigns.errors';
import { CampaignsRepository, type CampaignFilter } from './campaigns.repository';

/** Writing campaigns. What happens once they are launched is in campaign-launch and campaign-control. */
@Injectable()
export class CampaignsService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignsRepository,
    private readonly texts: CampaignTexts,
    private readonly audiences: CampaignAudienceService,
    private readonly launchJobs: CampaignJobs,
    private readonly teams: TeamsService,
    private readonly log: CampaignLog,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found/campaign_not_found */
  async get(scope: TenantScope, id: string): Promise<SeenCampaign> {
    return this.database.sql(scope, async (tx) => {
      const campaign = await this.campaigns.find(tx, id);
      if (!campaign) throw campaignNotFound();
      return this.asSeen(tx, campaign);
    });
  }

  /** Newest first. */
  async list(
    scope: TenantScope,
    filter: Omit<CampaignFilter, 'before'>,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<SeenCampaign>> {
    const [before] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.database.sql(scope, async (tx) => {
      const found = await this.campaigns.list(tx, { ...filter, before }, limit + 1);
      const seen: SeenCampaign[] = [];
      for (const campaign of found) seen.push(await this.asSeen(tx, campaign));
      return seen;
    });
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  private async asSeen(tx: SqlTx, campaign: Campaign): Promise<SeenCampaign> {
    return {
      ...(await this.texts.seen(tx, campaign)),
      audience: await this.audiences.asSeen(tx, campaign.audience),
    };
  }

  /**
   * Stores a draft; it may still lack content, an audience or a time.
   * @throws DomainError invalid/validation_failed, invalid/template_invalid, not_found for ids that are not the team's
   */
  async create(
    scope: TenantScope,
    userId: string | null,
    { type, ...given }: NewCampaign,
  ): Promise<SeenCampaign> {
    const draft = applyChanges({ ...emptyDraft, name: given.name }, given);
    checkDraft(type, draft);
    return this.database.transaction(scope, async (tx) => {
      await this.checkTimes(tx, draft, given);
      await this.texts.requireNamed(tx, { ...draft, type, status: 'DRAFT' });
      if (draft.audience) await this.audiences.require(tx, draft.audience);
      const campaign = await this.campaigns.insert(tx, { ...draft, type, createdById: userId });
      await this.texts.hold(tx, campaign);
      await this.audiences.keepSegment(tx, campaign);
      await this.log.record(tx, 'campaign.created', campaign, { userId });
      return this.texts.seen(tx, campaign);
    });
  }

  /**
   * Changes what is given. A scheduled campaign stays launchable: its launch job is exchanged for one of the new revision.
   * @throws DomainError conflict/campaign_not_editable once messages are being sent; as `create`
   */
  async update(
    scope: TenantScope,
    userId: string | null,
    id: string,
    changes: CampaignChanges,
  ): Promise<SeenCampaign> {
    return this.database.transaction(scope, async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      if (!campaign) throw campaignNotFound();
      if (!transition(campaign.status, 'edit')) throw campaignNotEditable(campaign.status);
      const wanted = applyChanges(campaign, changes);
      checkDraft(campaign.type, wanted);
      const { type, status } = campaign;
      await this.texts.requireNamed(tx, { ...wanted, type, status });
      const draft =
        status === 'SCHEDULED' ? await this.stillPlanned(tx, campaign, { ...campaign, ...wanted }) : wanted;
      await this.checkTimes(tx, draft, changes);
      if (changes.audience) await this.audiences.require(tx, changes.audience);
      const edited = await this.campaigns.edit(tx, id, draft);
      await this.texts.hold(tx, edited);
      await this.audiences.keepSegment(tx, edited);
      if (campaign.status === 'SCHEDULED') await this.launchJobs.exchange(tx, campaign, edited);
      await this.log.record(tx, 'campaign.updated', edited, {
        userId,
        changes: changesBetween(campaign, edited),
      });
      return this.texts.seen(tx, edited);
    });
  }

  /** @throws DomainError conflict/campaign_not_deletable while it is sending or paused */
  async remove(scope: TenantScope, userId: string | null, id: string): Promise<void> {
    await this.database.transaction(scope, async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      if (!campaign) throw campaignNotFound();
      if (isSending(campaign.status)) throw campaignNotDeletable(campaign.status);
      await this.launchJobs.cancelLaunch(tx, campaign);
      await this.audiences.letSegmentGo(tx, campaign);
      await this.campaigns.remove(tx, id);
      await this.texts.letGo(tx, campaign);
      await this.log.record(tx, 'campaign.deleted', campaign, { userId });
    });
  }

  /** A draft with the same content and audience, and without a time. A segment that is gone is nobody's audience any more. */
  async duplicate(scope: TenantScope, userId: string | null, id: string): Promise<SeenCampaign> {
    return this.database.transaction(scope, async (tx) => {
      const original = await this.campaigns.find(tx, id);
      if (!original) throw campaignNotFound();
      const suffix = ' (copy)';
      const name = original.name.slice(0, CAMPAIGN_LIMITS.name - suffix.length) + suffix;
      const { type, subject, previewText, body, templateId, templateVersion, variants } = original;
      const texts = { subject, previewText, body, templateId, templateVersion, variants };
      const audience = await this.audiences.stillThere(tx, original.audience);
      const copy = await this.campaigns.insert(tx, {
        ...{ ...emptyDraft, ...texts, name, type, audience },
        createdById: userId,
      });
      await this.texts.hold(tx, copy);
      await this.audiences.keepSegment(tx, copy);
      await this.log.record(tx, 'campaign.created', copy, {
        userId,
        description: `Copied from ${original.name}`,
      });
      return this.texts.seen(tx, copy);
    });
  }

  /** Only a time that is being set must lie ahead: the subject of an old draft can still be changed. */
  private async checkTimes(tx: Tx, draft: CampaignDraft, given: CampaignChanges): Promise<void> {
    const { scheduledAt, localDate, localTime } = given;
    if (scheduledAt === undefined && localDate === undefined && localTime === undefined) return;
    const { timezone } = await this.teams.find(tx);
    const problems = scheduleProblems(draft, this.clock.now(), timezone);
    if (problems.length > 0) throw campaignInvalid(problems);
  }

  /** The same with the versions it names now for good. */
  private async stillPlanned(tx: Tx, campaign: Campaign, draft: Campaign): Promise<Campaign> {
    const filled = await this.texts.fill(tx, draft);
    checkComplete(campaign.type, draft, filled);
    if (draft.scheduledAt || draft.localDate) return { ...draft, ...filled.pinned };
    const message = 'A scheduled campaign needs a time; cancel it to stop it.';
    throw campaignInvalid([{ field: 'scheduledAt', code: 'required', message }]);
  }
}
