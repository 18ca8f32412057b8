import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { CustomFieldChecks } from '@domain/custom-fields';
import { asWholeTeam, Database, type Prisma, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { pageOf, type Page } from '@platform/paging';
import { Audiences } from './audience/audiences.service';
import type { LeadFilter } from './audience/lead-filter';
import { normaliseEmail } from './email-address';
import { ConsentRepository } from './consent/consent.repository';
import type { Lead, LeadInput, LeadStatus } from './lead';
import { consentsOf } from './lead-changes';
import { LeadListRepository } from './lead-list.repository';
import { deletion, fact, LeadRecorder } from './lead-recorder.service';
import { leadCursor, readLeadCursor, type LeadSort, type SortDirection } from './lead-sort';
import { leadChange, newLeadValues } from './lead-values';
import { leadCreated, leadDeleted } from './leads.events';
import { LeadsRepository, type StoredLead } from './leads.repository';
import { normalisePhone } from './phone';

export interface LeadListOptions {
  sort?: LeadSort;
  direction?: SortDirection;
  limit: number;
  cursor?: string;
}

/** One lead at a time. Every change writes an activity and events in its own transaction. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly audiences: Audiences,
    private readonly customFields: CustomFieldChecks,
    private readonly recorder: LeadRecorder,
    private readonly consents: ConsentRepository,
    private readonly leads: LeadsRepository,
    private readonly lists: LeadListRepository,
  ) {}

  /** @throws DomainError invalid (email, phone, timezone, name, customFields), conflict/lead_email_taken … , not_found/user_not_found */
  async create(scope: TenantScope, input: LeadInput, by: Author): Promise<Lead> {
    return this.database.sql(scope, (tx) => this.createIn(tx, input, by));
  }

  /** The same in the caller's transaction. Whoever makes a lead may give it to a colleague. */
  async createIn(tx: SqlTx, input: LeadInput, by: Author): Promise<Lead> {
    return asWholeTeam(tx, (team) => this.insert(team, input, by));
  }

  private async insert(tx: SqlTx, input: LeadInput, by: Author): Promise<Lead> {
    const values = newLeadValues(await this.withCustomFields(tx, input));
    await this.requireMember(tx, values.assignedToId);
    const id = await this.leads.insert(tx, values);
    const lead = await this.require(tx, id);
    const { emailConsent, smsConsent } = values;
    const blank: StoredLead = { ...lead, emailConsent: 'unknown', smsConsent: 'unknown' };
    await this.activities.record(tx, [
      { type: 'lead.created', title: `Lead created from ${lead.source}`, leadId: id, userId: by.userId },
    ]);
    await this.recorder.consented(
      tx,
      consentsOf({ before: blank, change: { emailConsent, smsConsent } }, by),
      by,
    );
    await this.events.publish(tx, leadCreated, fact(id, by));
    return lead;
  }

  /** @throws DomainError not_found/lead_not_found */
  async get(scope: TenantScope, id: string): Promise<Lead> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /**
   * A page of leads. A search looks at the 1,000 newest matches.
   * @throws DomainError not_found/user_not_found or tag_not_found for a filter of another team, invalid (cursor)
   */
  async list(scope: TenantScope, filter: LeadFilter, options: LeadListOptions): Promise<Page<Lead>> {
    const { sort = 'createdAt', direction = 'desc', limit, cursor } = options;
    const after = readLeadCursor(sort, direction, cursor);
    const rows = await this.database.sql(scope, async (tx) => {
      await this.audiences.requireFilter(tx, filter);
      return this.lists.list(tx, { filter, sort, direction, after, limit: limit + 1 });
    });
    return pageOf(rows, limit, (lead) => leadCursor(sort, direction, lead));
  }

  /** Those for which a condition over `lead` holds, the newest first, in the caller's transaction. @throws DomainError invalid (cursor) */
  async listWhere(
    tx: SqlTx,
    also: Prisma.Sql,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Lead>> {
    const order = { sort: 'createdAt', direction: 'desc' } as const;
    const after = readLeadCursor(order.sort, order.direction, cursor);
    const rows = await this.lists.list(tx, { filter: {}, also, ...order, after, limit: limit + 1 });
    return pageOf(rows, limit, (lead) => leadCursor(order.sort, order.direction, lead));
  }

  /** Changes what `input` states; null clears. @throws DomainError as `create`, and not_found/lead_not_found */
  async update(scope: TenantScope, id: string, input: LeadInput, by: Author, note?: string): Promise<Lead> {
    return this.database.sql(scope, async (tx) => {
      await this.updateIn(tx, id, () => input, by, note);
      return asWholeTeam(tx, (team) => this.require(team, id));
    });
  }

  /**
   * The same in the caller's transaction; what is to change may depend on the lead as it is, locked. Answers whether anything did.
   * @throws DomainError as `update`
   */
  async updateIn(
    tx: SqlTx,
    id: string,
    inputFor: (before: StoredLead) => LeadInput,
    by: Author,
    note?: string,
  ): Promise<boolean> {
    const [before] = await this.leads.lock(tx, [id]);
    if (!before) throw notFound('lead');
    const change = leadChange(before, await this.withCustomFields(tx, inputFor(before), before));
    if (change.assignedToId) await this.requireMember(tx, change.assignedToId);
    // Handed over, it may be out of the sight of whoever did so.
    await asWholeTeam(tx, async (team) => {
      await this.leads.update(team, [id], change);
      await this.recorder.changed(team, [{ before, change }], by, note);
    });
    return Object.keys(change).length > 0;
  }

  /** The team's lead with this address, in any form; undefined when nobody has it, or it is none. */
  async findByAddress(tx: SqlTx, by: 'email' | 'phone', raw: string): Promise<string | undefined> {
    const address = by === 'email' ? normaliseEmail(raw) : normalisePhone(raw)?.e164;
    return address ? this.leads.idByAddress(tx, by, address) : undefined;
  }

  /** @throws DomainError not_found/lead_not_found */
  async setStatus(
    scope: TenantScope,
    id: string,
    status: LeadStatus,
    by: Author,
    reason?: string,
  ): Promise<Lead> {
    return this.update(scope, id, { status }, by, reason);
  }

  /** Assigns the lead to a member of the team, or to nobody. @throws DomainError not_found/lead_not_found, user_not_found */
  async assign(scope: TenantScope, id: string, userId: string | null, by: Author): Promise<Lead> {
    return this.update(scope, id, { assignedToId: userId }, by);
  }

  /** The id when the team has such a lead. */
  async existingId(tx: SqlTx, id: string): Promise<string | undefined> {
    return (await this.leads.exists(tx, id)) ? id : undefined;
  }

  /** @throws DomainError not_found/lead_not_found */
  async delete(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const [lead] = await this.leads.lock(tx, [id]);
      if (!lead) throw notFound('lead');
      await this.leads.delete(tx, [id]);
      await this.activities.record(tx, [
        { type: 'lead.deleted', title: 'Lead deleted', leadId: id, userId: by.userId },
      ]);
      await this.events.publish(tx, leadDeleted, deletion(lead, by));
    });
  }

  /** @throws DomainError not_found/lead_not_found */
  async requireExisting(scope: TenantScope, id: string): Promise<void> {
    if (!(await this.database.sql(scope, (tx) => this.leads.exists(tx, id)))) throw notFound('lead');
  }

  /** Whether leads can be given to this user. */
  async isMember(tx: SqlTx, userId: string): Promise<boolean> {
    return this.leads.isMember(tx, userId);
  }

  /** The input with its custom values as their fields keep them. */
  private async withCustomFields(tx: SqlTx, input: LeadInput, before?: StoredLead): Promise<LeadInput> {
    if (!input.customFields) return input;
    const customFields = await this.customFields.read(tx, input.customFields, before?.customFields);
    return { ...input, customFields };
  }

  private async require(tx: SqlTx, id: string): Promise<Lead> {
    const lead = await this.leads.find(tx, id);
    if (!lead) throw notFound('lead');
    return lead;
  }

  private async requireMember(tx: SqlTx, userId: string | null): Promise<void> {
    if (userId && !(await this.leads.isMember(tx, userId))) throw notFound('user');
  }
}
