import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { asWholeTeam, Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import type { BulkChange, LeadInput } from './lead';
import { deletion, LeadRecorder } from './lead-recorder.service';
import { leadChange } from './lead-values';
import { leadDeleted } from './leads.events';
import { LeadsRepository, type StoredLead } from './leads.repository';
import { LeadTags } from './tags/lead-tags.service';

/**
 * Up to 1,000 leads in one transaction, a fixed number of statements. All or nothing: one id that is not the team's, and
 * nothing changes.
 */
@Injectable()
export class LeadsBulk {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly recorder: LeadRecorder,
    private readonly leads: LeadsRepository,
    private readonly tags: LeadTags,
  ) {}

  /** Answers how many leads were deleted. @throws DomainError not_found/lead_not_found */
  async delete(scope: TenantScope, ids: string[], by: Author): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const leads = await this.lockAll(tx, ids);
      const leadIds = leads.map(({ id }) => id);
      await this.leads.delete(tx, leadIds);
      await this.activities.record(
        tx,
        leadIds.map((leadId) => ({ type: 'lead.deleted', title: 'Lead deleted', leadId, userId: by.userId })),
      );
      await this.events.publishMany(
        tx,
        leadDeleted,
        leads.map((lead) => deletion(lead, by)),
      );
      return leads.length;
    });
  }

  /** Answers how many leads changed; the others had the values already. @throws DomainError not_found/lead_not_found, tag_not_found */
  async update(scope: TenantScope, ids: string[], change: BulkChange, by: Author): Promise<number> {
    const { addTagIds = [], removeTagIds = [], ...values } = change;
    return this.database.sql(scope, async (tx) => {
      const leads = await this.lockAll(tx, ids);
      const leadIds = leads.map(({ id }) => id);
      return asWholeTeam(tx, async (team) => {
        const changed = await this.write(team, leads, values, by);
        const tagged = await this.tags.addIn(team, leadIds, addTagIds, by);
        const untagged = await this.tags.removeIn(team, leadIds, removeTagIds, by);
        return new Set([...changed, ...tagged, ...untagged]).size;
      });
    });
  }

  /** @throws DomainError not_found/lead_not_found, user_not_found */
  async assign(scope: TenantScope, ids: string[], userId: string | null, by: Author): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      if (userId && !(await this.leads.isMember(tx, userId))) throw notFound('user');
      const leads = await this.lockAll(tx, ids);
      const changed = await asWholeTeam(tx, (team) => this.write(team, leads, { assignedToId: userId }, by));
      return changed.length;
    });
  }

  /**
   * Gives up to `limit` leads of one member to another, or to nobody, within `tx`; answers how many there were. `to` must be a
   * member. For handing on everything portion by portion.
   */
  async handOver(tx: SqlTx, from: string, to: string | null, limit: number, by: Author): Promise<number> {
    const leads = await this.leads.lockAssigned(tx, from, limit);
    await this.write(tx, leads, { assignedToId: to }, by);
    return leads.length;
  }

  private async write(tx: SqlTx, leads: StoredLead[], values: LeadInput, by: Author): Promise<string[]> {
    const diffs = leads
      .map((before) => ({ before, change: leadChange(before, values) }))
      .filter(({ change }) => Object.keys(change).length > 0);
    const ids = diffs.map(({ before }) => before.id);
    // Columns that already had the value are written again with it: one statement serves all rows.
    await this.leads.update(tx, ids, Object.assign({}, ...diffs.map(({ change }) => change)));
    await this.recorder.changed(tx, diffs, by);
    return ids;
  }

  private async lockAll(tx: SqlTx, ids: string[]): Promise<StoredLead[]> {
    const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
    const leads = await this.leads.lock(tx, distinct);
    if (leads.length !== distinct.length) throw notFound('lead');
    return leads;
  }
}
