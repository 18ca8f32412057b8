import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { LeadsService } from '@domain/leads';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { PairsRepository, type DuplicatePair } from './pairs.repository';

export interface PairListOptions {
  /** Default: those nobody has looked at. */
  dismissed?: boolean;
  leastScore?: number;
  limit: number;
  cursor?: string;
}

/** Pairs of leads that may be one person. They were found when the leads changed; nothing is compared when they are asked for. */
@Injectable()
export class Duplicates {
  constructor(
    private readonly database: Database,
    private readonly activities: Activities,
    private readonly leads: LeadsService,
    private readonly pairs: PairsRepository,
  ) {}

  /** The likeliest first; of a member's leads both are theirs to see. @throws DomainError invalid (cursor) */
  async list(scope: TenantScope, options: PairListOptions): Promise<Page<DuplicatePair>> {
    return this.database.sql(scope, (tx) => this.page(tx, options));
  }

  /** Those of one lead. @throws DomainError not_found/lead_not_found, invalid (cursor) */
  async ofLead(scope: TenantScope, leadId: string, options: PairListOptions): Promise<Page<DuplicatePair>> {
    await this.leads.get(scope, leadId);
    return this.database.sql(scope, (tx) => this.page(tx, options, leadId));
  }

  /** "Not the same": stays so, whatever is found later. @throws DomainError not_found/duplicate_not_found */
  async dismiss(scope: TenantScope, id: string, by: Author): Promise<DuplicatePair> {
    return this.decide(scope, id, true, by);
  }

  /** Takes a dismissal back. @throws DomainError not_found/duplicate_not_found */
  async reopen(scope: TenantScope, id: string, by: Author): Promise<DuplicatePair> {
    return this.decide(scope, id, false, by);
  }

  private async decide(
    scope: TenantScope,
    id: string,
    dismissed: boolean,
    by: Author,
  ): Promise<DuplicatePair> {
    return this.database.sql(scope, async (tx) => {
      const before = await this.pairs.find(tx, id);
      if (!before) throw notFound('duplicate');
      await this.pairs.setDismissed(tx, id, dismissed, by.userId);
      const [one, two] = before.leads;
      if ((before.dismissedAt !== null) !== dismissed && one && two) {
        const type = dismissed ? 'lead.duplicate_dismissed' : 'lead.duplicate_reopened';
        const title = (other: string) =>
          dismissed ? `Not the same as ${other}` : `May be the same as ${other}`;
        await this.activities.record(tx, [
          { type, title: title(two.name), leadId: one.id, subjectId: two.id, userId: by.userId },
          { type, title: title(one.name), leadId: two.id, subjectId: one.id, userId: by.userId },
        ]);
      }
      return (await this.pairs.find(tx, id))!;
    });
  }

  private async page(
    tx: SqlTx,
    { dismissed = false, leastScore, limit, cursor }: PairListOptions,
    leadId?: string,
  ): Promise<Page<DuplicatePair>> {
    const place = decodeCursor(cursor, ['int', 'uuid']);
    const after = place && { score: place[0], id: place[1] };
    const rows = await this.pairs.list(tx, { dismissed, leastScore, leadId, after, limit: limit + 1 });
    return pageOf(rows, limit, ({ score, id }) => [score, id]);
  }
}
