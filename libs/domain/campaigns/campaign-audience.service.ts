import { Injectable } from '@nestjs/common';
import { Audiences, compileAudience } from '@domain/leads';
import { SegmentPeople, SegmentUses } from '@domain/segments';
import { Database, type Prisma, type SqlTx, type TenantScope } from '@platform/database';
import type { Campaign, CampaignAudience } from './campaign.types';

/** Whom campaigns mean: a filter, tags or leads that were named, or a segment. */
@Injectable()
export class CampaignAudienceService {
  constructor(
    private readonly database: Database,
    private readonly audiences: Audiences,
    private readonly segments: SegmentPeople,
    private readonly uses: SegmentUses,
  ) {}

  /**
   * How many leads are meant at this moment; a campaign freezes its audience only when it starts.
   * @throws DomainError not_found/lead_not_found, tag_not_found, user_not_found, segment_not_found for ids that are not the
   *   team's; unprocessable/segment_too_slow
   */
  async count(scope: TenantScope, audience: CampaignAudience): Promise<{ count: number }> {
    return this.database.sql(scope, async (tx) => {
      await this.require(tx, audience);
      return { count: await this.size(tx, audience) };
    });
  }

  /** The same in the caller's transaction, of an audience that was looked at when it was written. */
  async size(tx: SqlTx, audience: CampaignAudience): Promise<number> {
    return 'segmentId' in audience
      ? this.segments.count(tx, audience.segmentId)
      : this.audiences.count(tx, audience);
  }

  /** Whether nobody is meant at this moment; sooner known than how many. */
  async isEmpty(tx: SqlTx, audience: CampaignAudience): Promise<boolean> {
    return 'segmentId' in audience
      ? this.segments.isEmpty(tx, audience.segmentId)
      : (await this.audiences.count(tx, audience)) === 0;
  }

  /** @throws DomainError not_found/lead_not_found, tag_not_found, user_not_found, segment_not_found */
  async require(tx: SqlTx, audience: CampaignAudience): Promise<void> {
    if ('segmentId' in audience) await this.segments.compileSegment(tx, audience.segmentId);
    else await this.audiences.require(tx, audience);
  }

  /** The audience, or null when it is a segment that is gone. */
  async stillThere(tx: SqlTx, audience: CampaignAudience | null): Promise<CampaignAudience | null> {
    if (!audience || !('segmentId' in audience)) return audience;
    return (await this.segments.compileMany(tx, [audience.segmentId])).size > 0 ? audience : null;
  }

  /** The audience as whoever asks may know it. */
  async asSeen(tx: SqlTx, audience: CampaignAudience | null): Promise<CampaignAudience | null> {
    return audience && 'segmentId' in audience ? audience : this.audiences.asSeen(tx, audience);
  }

  /** A SELECT of the ids of the leads that are meant at this moment. @throws DomainError not_found/segment_not_found */
  async compile(tx: SqlTx, audience: CampaignAudience): Promise<Prisma.Sql> {
    return 'segmentId' in audience
      ? this.segments.compileIds(tx, audience.segmentId)
      : compileAudience(audience);
  }

  /** Keeps a segment from being deleted as long as the campaign is going to ask it. @throws DomainError not_found/segment_not_found */
  async keepSegment(tx: SqlTx, { id, name, status, audience, laidOutAt }: Campaign): Promise<void> {
    const over = laidOutAt !== null || status === 'CANCELLED' || status === 'COMPLETED';
    const wanted = !over && audience && 'segmentId' in audience ? [audience.segmentId] : [];
    await this.uses.set(tx, { kind: 'campaign', id, name }, wanted);
  }

  /** It asks no segment any more. */
  async letSegmentGo(tx: SqlTx, { id, name }: Pick<Campaign, 'id' | 'name'>): Promise<void> {
    await this.uses.set(tx, { kind: 'campaign', id, name }, []);
  }
}
