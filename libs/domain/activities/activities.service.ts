import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type NewestFirst, type Page } from '@platform/paging';
import { activityLogged } from './activities.events';
import { ActivitiesRepository } from './activities.repository';
import type { Activity, ActivityEntry, ActivityFilter, Author, LogInput } from './activity';

/** The record of what happened to leads and campaigns, by whom, from what to what. */
@Injectable()
export class Activities {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly repository: ActivitiesRepository,
  ) {}

  /** Writes down what happened in the transaction in which it happened: one statement for any number of entries. */
  async record(tx: SqlTx, entries: ActivityEntry[]): Promise<void> {
    if (entries.length > 0) await this.repository.insert(tx, entries);
  }

  /**
   * Logs one activity of a person.
   * @throws DomainError not_found/lead_not_found, not_found/campaign_not_found
   */
  async log(scope: TenantScope, input: LogInput, by: Author): Promise<Activity> {
    return this.database.sql(scope, async (tx) => {
      await this.requireSubjects(tx, { leadId: input.leadId, campaignId: input.campaignId });
      const [id] = await this.repository.insert(tx, [{ ...input, userId: by.userId }]);
      await this.events.publish(tx, activityLogged, {
        activityId: id!,
        type: input.type,
        ...(input.leadId ? { leadId: input.leadId } : {}),
        ...(input.campaignId ? { campaignId: input.campaignId } : {}),
      });
      return (await this.repository.find(tx, id!))!;
    });
  }

  /** @throws DomainError not_found/activity_not_found */
  async get(scope: TenantScope, id: string): Promise<Activity> {
    const activity = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!activity) throw notFound('activity');
    return activity;
  }

  /**
   * Newest first.
   * @throws DomainError not_found for a lead, campaign or user in the filter that the team does not have; invalid (cursor)
   */
  async list(
    scope: TenantScope,
    filter: ActivityFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Activity>> {
    const after = decodeCursor(cursor, ['date', 'uuid']);
    const rows = await this.database.sql(scope, async (tx) => {
      await this.requireSubjects(tx, filter);
      return this.repository.list(tx, filter, after && { createdAt: after[0], id: after[1] }, limit + 1);
    });
    return pageOf(rows, limit, ({ createdAt, id }) => [createdAt, id]);
  }

  /** What happened to a lead, the latest first, but for some types. One statement. */
  async latestOf(
    tx: SqlTx,
    leadId: string,
    { before, limit, ...range }: NewestFirst,
    exceptTypes: readonly string[] = [],
  ): Promise<Activity[]> {
    const after = before && { createdAt: before.at, id: before.id };
    return this.repository.list(tx, { ...range, leadId, exceptTypes }, after, limit);
  }

  private async requireSubjects(
    tx: SqlTx,
    ids: { leadId?: string | null; campaignId?: string | null; userId?: string | null },
  ): Promise<void> {
    if (!ids.leadId && !ids.campaignId && !ids.userId) return;
    const known = await this.repository.known(tx, ids);
    if (!known.lead) throw notFound('lead');
    if (!known.campaign) throw notFound('campaign');
    if (!known.user) throw notFound('user');
  }
}
