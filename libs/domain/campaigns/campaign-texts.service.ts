import { Injectable } from '@nestjs/common';
import { MessageTemplates } from '@domain/message-templates';
import type { SqlTx } from '@platform/database';
import { notFound } from '@platform/errors';
import { estimateSms } from './campaign-preview';
import type { CampaignStatus } from './campaign-state';
import { fillTexts, templateRefs, type FilledTexts } from './campaign-texts';
import type { Campaign, CampaignDraft, CampaignType, SeenCampaign } from './campaign.types';

type Writing = CampaignDraft & { type: CampaignType; status: CampaignStatus };

/** What a campaign says, whether it was written in it or in a template. */
@Injectable()
export class CampaignTexts {
  constructor(private readonly templates: MessageTemplates) {}

  /** A draft takes the newest version of what it names, a launched campaign the one it was launched with. One statement, or none. */
  async fill(tx: SqlTx, campaign: Writing): Promise<FilledTexts> {
    const settled = campaign.status !== 'DRAFT';
    const refs = templateRefs(campaign);
    const found = refs.length > 0 ? await this.templates.find(tx, campaign.type, refs, { settled }) : [];
    return fillTexts(campaign, found);
  }

  /** @throws DomainError not_found/template_not_found, template_version_not_found: a draft, too, names only what is there */
  async requireNamed(tx: SqlTx, campaign: Writing): Promise<void> {
    const { problems } = await this.fill(tx, campaign);
    const missing = problems.find(({ code }) => code.endsWith('_not_found'));
    if (missing) throw notFound(missing.code.replace('_not_found', ''));
  }

  /** Keeps the templates it names from being deleted, for as long as its messages are not laid out. */
  async hold(tx: SqlTx, campaign: Campaign): Promise<void> {
    const { id, name } = campaign;
    const named = templateRefs(campaign).map(({ templateId }) => templateId);
    await this.templates.hold(tx, { kind: 'campaign', id, name }, named);
  }

  async letGo(tx: SqlTx, { id, name }: Campaign): Promise<void> {
    await this.templates.hold(tx, { kind: 'campaign', id, name }, []);
  }

  async recordUse(tx: SqlTx, campaignId: string, { used }: FilledTexts): Promise<void> {
    for (const use of used)
      await this.templates.recordUse(tx, { ...use, kind: 'campaign', subjectId: campaignId });
  }

  /** As it is answered. */
  async seen(tx: SqlTx, campaign: Campaign): Promise<SeenCampaign> {
    if (campaign.type !== 'SMS') return { ...campaign, smsEstimates: [] };
    const { texts } = await this.fill(tx, campaign);
    return { ...campaign, smsEstimates: estimateSms(campaign.type, texts) };
  }
}
