import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  ForeseenContents,
  localTimeInZone,
  PendingMessages,
  type ForeseenContent,
  type PlannedSend,
} from '@domain/messaging';
import { isValidZone } from '@platform/clock';
import { htmlToText } from '@domain/templates';
import type { Prisma, SqlTx } from '@platform/database';
import { CampaignOutlookRepository } from './campaign-outlook.repository';
import { CampaignAudienceService } from './campaign-audience.service';
import { contentsOf } from './campaign-content';
import { plannedOf } from './campaign-schedule';
import type { FilledTexts } from './campaign-texts';
import { CampaignTexts } from './campaign-texts.service';
import type { Campaign } from './campaign.types';
import { CampaignsRepository } from './campaigns.repository';

/** A message of a campaign that is not in the ledger yet. */
export interface ForeseenCampaign extends PlannedSend {
  campaignId: string;
  name: string;
  variant: string | null;
  title: string | null;
  /** Its audience is not frozen yet: the lead is in it as of now. */
  provisional: boolean;
}

/** Which campaigns are going to write to a lead. */
@Injectable()
export class CampaignOutlook {
  constructor(
    private readonly campaigns: CampaignsRepository,
    private readonly repository: CampaignOutlookRepository,
    private readonly filling: CampaignTexts,
    private readonly audiences: CampaignAudienceService,
    private readonly pending: PendingMessages,
    private readonly contents: ForeseenContents,
  ) {}

  /**
   * Campaigns due before `until` (UTC) that mean the lead as it is now; at most `limit` are looked at. What they have put into
   * the ledger already is no part of it. Six statements, one for each campaign with a template, and two more for each that is for a segment.
   */
  async ofLead(
    tx: SqlTx,
    leadId: string,
    { now, until, limit }: { now: Date; until: Date; limit: number },
  ): Promise<ForeseenCampaign[]> {
    const open = await this.campaigns.open(tx, until, limit);
    const meant = await this.meaning(tx, leadId, open);
    if (meant.length === 0) return [];
    const zones = await this.repository.clocks(tx, leadId);
    const zone = zones.lead && isValidZone(zones.lead) ? zones.lead : zones.team;
    const chosen = [];
    for (const campaign of meant) {
      const { texts } = await this.filling.fill(tx, campaign);
      chosen.push({ campaign, content: contentFor(campaign.id, texts, leadId) });
    }
    const texts = await this.contents.of(
      tx,
      leadId,
      chosen.map(({ campaign, content }) => storedForm(campaign, content)),
    );
    return chosen.flatMap(({ campaign, content }, index) => {
      const dueAt = dueAtOf(campaign, zone, now);
      if (dueAt >= until) return [];
      const { id: campaignId, name, type: channel, status, laidOutAt } = campaign;
      const provisional = laidOutAt === null;
      const planned = { leadId, channel, purpose: 'marketing', dueAt, paused: status === 'PAUSED' } as const;
      return [{ ...planned, campaignId, name, provisional, variant: content.variant, ...texts[index]! }];
    });
  }

  /** A campaign that is laid out means whom it meant then. */
  private async meaning(tx: SqlTx, leadId: string, open: readonly Campaign[]): Promise<Campaign[]> {
    const frozen = open.filter(({ laidOutAt }) => laidOutAt !== null).map(({ id }) => id);
    const still = await this.pending.audiencesWith(tx, leadId, frozen);
    const asked: { id: string; meant: Prisma.Sql }[] = [];
    for (const { id, laidOutAt, audience } of open) {
      if (laidOutAt === null && audience)
        asked.push({ id, meant: await this.audiences.compile(tx, audience) });
    }
    const meant = await this.repository.audiencesWith(tx, leadId, asked);
    return open.filter(({ id }) => still.has(id) || meant.has(id));
  }
}

type Content = ReturnType<typeof contentsOf>[number];

/** The side of the split that the layout will give the lead (`choice` in layout.repository of messaging). */
function contentFor(campaignId: string, texts: FilledTexts['texts'], leadId: string): Content {
  const contents = contentsOf(texts);
  const total = contents.reduce((sum, { weight }) => sum + weight, 0);
  const digest = createHash('md5').update(`${campaignId}${leadId}`).digest('hex');
  const bucket = Number.parseInt(digest.slice(0, 8), 16) % total;
  let upTo = 0;
  return contents.find(({ weight }) => (upTo += weight) > bucket) ?? contents[0]!;
}

function storedForm({ type }: Campaign, { subject, body }: Content): ForeseenContent {
  return type === 'EMAIL'
    ? { channel: type, subject, html: body, text: htmlToText(body) }
    : { channel: type, subject: null, html: null, text: body };
}

/** A moment that has gone by for somebody far east is now. */
function dueAtOf(campaign: Campaign, zone: string, now: Date): Date {
  const planned = plannedOf(campaign);
  const at =
    planned.kind === 'at'
      ? planned.at
      : planned.kind === 'local'
        ? localTimeInZone(planned.localDate, planned.localTime, zone)
        : now;
  return at > now ? at : now;
}
