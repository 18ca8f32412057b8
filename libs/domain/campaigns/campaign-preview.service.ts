import { Injectable } from '@nestjs/common';
import { LeadsService, type Lead } from '@domain/leads';
import { TeamsService } from '@domain/teams';
import { sampleValues } from '@domain/templates';
import { Database, type TenantScope } from '@platform/database';
import { CampaignPeopleRepository } from './campaign-people.repository';
import { previewsOf, type Preview, type PreviewValues } from './campaign-preview';
import { CampaignTexts } from './campaign-texts.service';
import { campaignNotFound } from './campaigns.errors';
import { CampaignsRepository } from './campaigns.repository';

@Injectable()
export class CampaignPreviewService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignsRepository,
    private readonly texts: CampaignTexts,
    private readonly people: CampaignPeopleRepository,
    private readonly leads: LeadsService,
    private readonly teams: TeamsService,
  ) {}

  /**
   * What a lead would get, or a sample lead without an id: one preview, or one per variant.
   * @throws DomainError campaign_not_found, lead_not_found
   */
  async show(scope: TenantScope, id: string, leadId?: string | null): Promise<Preview[]> {
    const lead = leadId ? await this.leads.get(scope, leadId) : null;
    return this.database.transaction(scope, async (tx) => {
      const campaign = await this.campaigns.find(tx, id);
      if (!campaign) throw campaignNotFound();
      const { texts } = await this.texts.fill(tx, campaign);
      if (!lead) return previewsOf(campaign.type, texts, 'sample');
      const agent = lead.assignedToId ? await this.people.find(tx, lead.assignedToId) : undefined;
      const { name } = await this.teams.find(tx);
      return previewsOf(campaign.type, texts, {
        ...leadValues(lead),
        ...agentValues(agent),
        'team.name': name,
      });
    });
  }
}

function leadValues(lead: Lead): PreviewValues {
  const custom = Object.entries(lead.customFields).map(([key, value]) => [`lead.custom.${key}`, value]);
  return {
    'lead.firstName': lead.firstName,
    'lead.lastName': lead.lastName,
    'lead.name': lead.name,
    'lead.email': lead.email,
    'lead.phone': lead.phone,
    'lead.company': lead.company,
    'lead.position': lead.position,
    'lead.city': lead.city,
    'lead.state': lead.state,
    'lead.source': lead.source,
    unsubscribeUrl: sampleValues.unsubscribeUrl,
    ...Object.fromEntries(custom),
  };
}

function agentValues(agent: { name: string; email: string } | undefined): PreviewValues {
  return { 'agent.name': agent?.name, 'agent.email': agent?.email };
}
