import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { DueLeads } from '../rescore/due-leads.service';
import { SignalsRepository, type NewSignal } from './signals.repository';

/** What a website or a portal saw a lead do. */
export interface LeadEvent {
  /** The caller's own: the same id again is the same event. */
  id: string;
  /** See `clientSignals`. */
  type: string;
  /** Default: now. An instant that lies ahead is taken for now. */
  occurredAt?: Date;
  /** What it was about, e.g. a listing. */
  subject?: string;
}

export interface TakenEvents {
  accepted: number;
  /** Taken before. */
  duplicates: number;
  /** About leads that the team does not have. */
  unknown: number;
}

@Injectable()
export class LeadEvents {
  constructor(
    private readonly database: Database,
    private readonly due: DueLeads,
    private readonly signals: SignalsRepository,
  ) {}

  /** @throws DomainError not_found/lead_not_found */
  async takeOne(scope: TenantScope, leadId: string, event: LeadEvent): Promise<TakenEvents> {
    const taken = await this.take(scope, [{ ...event, leadId }]);
    if (taken.unknown > 0) throw notFound('lead');
    return taken;
  }

  /** Up to 500 at once. An event that is unknown or known already does not keep the others out. */
  async take(scope: TenantScope, events: readonly (LeadEvent & { leadId: string })[]): Promise<TakenEvents> {
    const signals = events.map(({ id, leadId, ...rest }): NewSignal => ({
      ...rest,
      leadId: leadId.toLowerCase(),
      sourceKey: `client:${id}`,
    }));
    return this.database.sql(scope, async (tx) => {
      const known = await this.signals.knownLeads(
        tx,
        signals.map(({ leadId }) => leadId),
      );
      const ours = signals.filter(({ leadId }) => known.has(leadId));
      const inserted = await this.signals.insert(tx, ours);
      await this.due.mark(
        tx,
        inserted.map(({ leadId }) => ({ leadId })),
      );
      return {
        accepted: inserted.length,
        duplicates: ours.length - inserted.length,
        unknown: signals.length - ours.length,
      };
    });
  }
}
