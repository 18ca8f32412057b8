import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { leadTagAdded, leadTagRemoved } from '../leads.events';
import { LeadsRepository } from '../leads.repository';
import type { Lead } from '../lead';
import { fact } from '../lead-recorder.service';
import { tidyTagName } from './tag';
import { TagsRepository } from './tags.repository';

/** Which leads have which tags. */
@Injectable()
export class LeadTags {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly leads: LeadsRepository,
    private readonly tags: TagsRepository,
  ) {}

  /**
   * Adds tags to a lead, by id or by name; names that are new become tags.
   * @throws DomainError not_found/lead_not_found, tag_not_found
   */
  async add(
    scope: TenantScope,
    leadId: string,
    wanted: { tagIds?: string[]; names?: string[] },
    by: Author,
  ): Promise<Lead> {
    return this.database.sql(scope, async (tx) => {
      if (!(await this.leads.exists(tx, leadId))) throw notFound('lead');
      const names = [...new Set((wanted.names ?? []).map(tidyTagName).filter(Boolean))];
      const named = await this.tags.ensure(tx, names);
      await this.addIn(tx, [leadId], [...(wanted.tagIds ?? []), ...named.values()], by);
      return this.require(tx, leadId);
    });
  }

  /** A tag that the lead does not have is taken off already. @throws DomainError not_found/lead_not_found, tag_not_found */
  async remove(scope: TenantScope, leadId: string, tagId: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      if (!(await this.leads.exists(tx, leadId))) throw notFound('lead');
      await this.removeIn(tx, [leadId], [tagId], by);
    });
  }

  /** Gives all the leads all the tags; answers the leads that got one. @throws DomainError not_found/tag_not_found */
  async addIn(tx: SqlTx, leadIds: string[], tagIds: string[], by: Author): Promise<string[]> {
    const tags = await this.requireTags(tx, tagIds);
    if (tags.size === 0) return [];
    const added = await this.tags.link(tx, leadIds, [...tags.keys()]);
    await this.activities.record(
      tx,
      added.map(({ leadId, tagId }) =>
        tagActivity('lead.tag_added', leadId, { id: tagId, name: tags.get(tagId)! }, by),
      ),
    );
    await this.events.publishMany(
      tx,
      leadTagAdded,
      added.map(({ leadId, tagId }) => ({ ...fact(leadId, by), tagId })),
    );
    return added.map(({ leadId }) => leadId);
  }

  /** @throws DomainError not_found/tag_not_found */
  async removeIn(tx: SqlTx, leadIds: string[], tagIds: string[], by: Author): Promise<string[]> {
    const tags = await this.requireTags(tx, tagIds);
    if (tags.size === 0) return [];
    const removed = await this.tags.unlink(tx, leadIds, [...tags.keys()]);
    await this.activities.record(
      tx,
      removed.map(({ leadId, tagId }) =>
        tagActivity('lead.tag_removed', leadId, { id: tagId, name: tags.get(tagId)! }, by),
      ),
    );
    await this.events.publishMany(
      tx,
      leadTagRemoved,
      removed.map(({ leadId, tagId }) => ({ ...fact(leadId, by), tagId })),
    );
    return removed.map(({ leadId }) => leadId);
  }

  /** Names by id. */
  private async requireTags(tx: SqlTx, ids: string[]): Promise<Map<string, string>> {
    const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
    if (distinct.length === 0) return new Map();
    const known = await this.tags.known(tx, distinct);
    if (known.size !== distinct.length) throw notFound('tag');
    return known;
  }

  private async require(tx: SqlTx, leadId: string): Promise<Lead> {
    const lead = await this.leads.find(tx, leadId);
    if (!lead) throw notFound('lead');
    return lead;
  }
}

function tagActivity(
  type: 'lead.tag_added' | 'lead.tag_removed',
  leadId: string,
  { id, name }: { id: string; name: string },
  { userId }: Author,
) {
  const added = type === 'lead.tag_added';
  const tag = added ? { from: null, to: name } : { from: name, to: null };
  return {
    type,
    title: `Tag ${added ? 'added' : 'removed'}: ${name}`,
    leadId,
    userId,
    changes: { tagId: id, tag },
  };
}
