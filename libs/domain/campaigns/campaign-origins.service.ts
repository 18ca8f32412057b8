import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageOrigins, type OriginLink, type OriginOf } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { CampaignsRepository } from './campaigns.repository';

/** Tells of a message which campaign it belongs to. */
@Injectable()
export class CampaignOrigins implements OnModuleInit {
  constructor(
    private readonly origins: MessageOrigins,
    private readonly campaigns: CampaignsRepository,
  ) {}

  onModuleInit(): void {
    this.origins.tellFor('campaign', (tx, message) => this.of(tx, message));
  }

  private async of(tx: SqlTx, { sourceId, variant }: OriginOf): Promise<OriginLink[]> {
    const campaign = await this.campaigns.find(tx, sourceId);
    if (!campaign) return [];
    const { id, name: label, launchedAt: at, status, type, revision } = campaign;
    return [{ kind: 'campaign', id, label, at, detail: { type, status, revision, variant } }];
  }
}
