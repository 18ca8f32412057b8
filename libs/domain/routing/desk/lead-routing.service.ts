import { Injectable } from '@nestjs/common';
import { leadFactOf, type Facts } from '@domain/conditions';
import { LeadsService } from '@domain/leads';
import { asWholeTeam, Database, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type { Outcome } from '../choice/walk';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { ResponseRepository, type LeadResponse } from '../response/response.repository';
import { RoutingPlans } from './plan.service';
import type { Decision, Route } from './route';
import { RoutesRepository } from './routes.repository';
import { Routing } from './routing.service';

/** A lead's way through the rules, as its page shows it. */
export interface LeadRouting {
  route: Route | null;
  response: LeadResponse | null;
  decisions: Page<Decision>;
}

/** What people ask about the routing of leads. */
@Injectable()
export class LeadRoutings {
  constructor(
    private readonly database: Database,
    private readonly leads: LeadsService,
    private readonly settings: RoutingSettingsRepository,
    private readonly plans: RoutingPlans,
    private readonly routing: Routing,
    private readonly routes: RoutesRepository,
    private readonly responses: ResponseRepository,
  ) {}

  /** Decisions newest first. @throws DomainError not_found/lead_not_found, invalid (cursor) */
  async get(
    scope: TenantScope,
    leadId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<LeadRouting> {
    const [before] = decodeCursor(cursor, ['uuid']) ?? [];
    return this.database.sql(scope, async (tx) => {
      if (!(await this.leads.existingId(tx, leadId))) throw notFound('lead');
      const rows = await this.routes.decisions(tx, leadId, { before, limit: limit + 1 });
      return {
        route: (await this.routes.find(tx, leadId)) ?? null,
        response: (await this.responses.find(tx, leadId)) ?? null,
        decisions: pageOf(rows, limit, ({ id }) => [id]),
      };
    });
  }

  /** Routes a lead from the first rule on, whoever has it. @throws DomainError not_found/lead_not_found */
  async route(scope: TenantScope, leadId: string): Promise<LeadRouting> {
    await this.database.sql(scope, async (tx) => {
      if (!(await this.leads.existingId(tx, leadId))) throw notFound('lead');
      await asWholeTeam(tx, (team) => this.routing.anew(team, leadId));
    });
    return this.get(scope.wholeTeam, leadId, { limit: 20 });
  }

  /**
   * What the rules would do with a lead, or with one of which these facts were known, at a moment (UTC; default: now). Changes nothing.
   * @throws DomainError not_found/lead_not_found · invalid (facts)
   */
  async simulate(
    scope: TenantScope,
    { leadId, facts, at }: { leadId?: string; facts?: object; at?: Date },
  ): Promise<Outcome> {
    if ((leadId === undefined) === (facts === undefined))
      throw invalidField('leadId', 'one_of', 'Either a lead or facts.');
    const sample = (facts ?? {}) as Facts;
    const unknown = Object.keys(sample).find((name) => !leadFactOf(name));
    if (unknown !== undefined) throw invalidField('facts', 'unknown_fact', `There is no fact "${unknown}".`);
    const odd = Object.entries(sample).find(([, value]) => !isFactValue(value));
    if (odd)
      throw invalidField(
        'facts',
        'value_wrong_type',
        `"${odd[0]}" is a text, a number, yes or no, or a list of texts.`,
      );
    return this.database.sql(scope, async (tx) => {
      if (leadId && !(await this.leads.existingId(tx, leadId))) throw notFound('lead');
      const now = at ?? (await this.settings.now(tx));
      return asWholeTeam(
        tx,
        async (team) => (await this.plans.make(team, { lead: leadId ?? sample, now })).outcome,
      );
    });
  }
}

function isFactValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= 100 && value.every((one) => typeof one === 'string');
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
