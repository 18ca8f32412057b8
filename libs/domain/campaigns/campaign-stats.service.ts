import { Injectable } from '@nestjs/common';
import { MessageStats } from '@domain/messaging';
import { Database, type TenantScope } from '@platform/database';
import { statsOf, type CampaignStats } from './campaign-figures';
import { campaignNotFound } from './campaigns.errors';
import { CampaignsRepository } from './campaigns.repository';

@Injectable()
export class CampaignStatsService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignsRepository,
    private readonly stats: MessageStats,
  ) {}

  /** Counted now from the rows of the ledger; all zero before the audience is laid out. @throws campaign_not_found */
  async get(scope: TenantScope, id: string): Promise<CampaignStats> {
    // Figures of the whole campaign for everybody: they name no lead.
    return this.database.sql(scope.wholeTeam, async (tx) => {
      if (!(await this.campaigns.find(tx, id))) throw campaignNotFound();
      return statsOf(await this.stats.bySource(tx, id));
    });
  }
}
