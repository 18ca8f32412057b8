import { Injectable } from '@nestjs/common';
import { Audiences, type Audience } from '@domain/leads';
import { Database, type TenantScope } from '@platform/database';

@Injectable()
export class CampaignAudienceService {
  constructor(
    private readonly database: Database,
    private readonly audiences: Audiences,
  ) {}

  /**
   * How many leads are meant at this moment; a campaign freezes its audience only when it starts.
   * @throws DomainError not_found/lead_not_found, tag_not_found, user_not_found for ids that are not the team's
   */
  async count(scope: TenantScope, audience: Audience): Promise<{ count: number }> {
    return this.database.sql(scope, async (tx) => {
      await this.audiences.require(tx, audience);
      return { count: await this.audiences.count(tx, audience) };
    });
  }
}
