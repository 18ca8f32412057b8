import { Injectable } from '@nestjs/common';
import { CustomFieldChecks } from '@domain/custom-fields';
import type { SqlTx } from '@platform/database';
import { notFound } from '@platform/errors';
import { AudiencesRepository } from './audiences.repository';
import type { Audience, LeadFilter } from './lead-filter';

/** Answers questions about audiences before anyone is written to. */
@Injectable()
export class Audiences {
  constructor(
    private readonly repository: AudiencesRepository,
    private readonly customFields: CustomFieldChecks,
  ) {}

  /** How many leads are meant at this moment. */
  async count(tx: SqlTx, audience: Audience): Promise<number> {
    return this.repository.count(tx, audience);
  }

  /**
   * Makes sure that every id in the audience is one of the team's.
   * @throws DomainError not_found/lead_not_found, tag_not_found, user_not_found
   */
  async require(tx: SqlTx, audience: Audience): Promise<void> {
    if ('leadIds' in audience) return this.requireIds(tx, { leads: audience.leadIds });
    if ('tagIds' in audience) return this.requireIds(tx, { tags: audience.tagIds });
    return this.requireFilter(tx, audience.filter);
  }

  /** @throws DomainError not_found/tag_not_found, user_not_found · invalid on custom */
  async requireFilter(tx: SqlTx, { assignee, tagIds, custom }: LeadFilter): Promise<void> {
    await this.customFields.requireConditions(tx, custom);
    const users = assignee !== undefined && assignee !== 'unassigned' ? [assignee] : [];
    await this.requireIds(tx, { tags: tagIds, users });
  }

  private async requireIds(
    tx: SqlTx,
    named: { leads?: string[]; tags?: string[]; users?: string[] },
  ): Promise<void> {
    const ids = { leads: distinct(named.leads), tags: distinct(named.tags), users: distinct(named.users) };
    if (ids.leads.length + ids.tags.length + ids.users.length === 0) return;
    const known = await this.repository.countKnown(tx, ids);
    if (known.leads !== ids.leads.length) throw notFound('lead');
    if (known.tags !== ids.tags.length) throw notFound('tag');
    if (known.users !== ids.users.length) throw notFound('user');
  }
}

function distinct(ids: string[] = []): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
