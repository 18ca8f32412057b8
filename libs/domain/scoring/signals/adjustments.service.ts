import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope, newId } from '@platform/database';
import { conflict, notFound } from '@platform/errors';
import { presentCause } from '@platform/jobs';
import { DueLeads } from '../rescore/due-leads.service';
import { SignalsRepository, type SignalRow } from './signals.repository';

export interface Adjustment {
  leadId: string;
  /** -100 to 100. */
  points: number;
  note?: string | null;
  /** Until when it counts, UTC; null: until it is withdrawn. */
  expiresAt?: Date | null;
  /** A person; null when an automation adjusts. */
  authorId: string | null;
  /** For automations: at most one adjustment of the team has it. */
  dedupeKey?: string;
}

export interface StoredAdjustment {
  id: string;
  points: number;
  note: string | null;
  authorId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

/** A person's word is one more signal, beside the rules, with an author and an end; it does not keep the score from moving. */
@Injectable()
export class ScoreAdjustments {
  constructor(
    private readonly database: Database,
    private readonly due: DueLeads,
    private readonly signals: SignalsRepository,
  ) {}

  /** @throws DomainError not_found/lead_not_found */
  async add(scope: TenantScope, adjustment: Adjustment): Promise<StoredAdjustment> {
    return this.database.sql(scope, async (tx) => {
      const id = await this.adjustIn(tx, adjustment);
      const row = id && (await this.signals.find(tx, adjustment.leadId, id));
      if (!row) throw notFound('lead');
      return viewOf(row);
    });
  }

  /**
   * Adjusts in the caller's transaction, and keeps its chain of causes. Answers the adjustment's id; undefined when the dedupe key
   * was used before, or the lead is not the team's.
   */
  async adjustIn(tx: SqlTx, { leadId, points, dedupeKey, ...rest }: Adjustment): Promise<string | undefined> {
    const sourceKey = `adjustment:${dedupeKey ?? newId()}`;
    const [inserted] = await this.signals.insert(tx, [
      { ...rest, leadId, type: 'adjustment', weight: points, sourceKey },
    ]);
    if (inserted) await this.due.mark(tx, [{ leadId, chain: presentCause() ?? null }]);
    return inserted?.id;
  }

  /** Those in force, the newest first; 100 at most. @throws DomainError not_found/lead_not_found */
  async list(scope: TenantScope, leadId: string): Promise<StoredAdjustment[]> {
    return this.database.sql(scope, async (tx) => {
      const known = await this.signals.knownLeads(tx, [leadId]);
      if (known.size === 0) throw notFound('lead');
      return (await this.signals.adjustments(tx, leadId)).map(viewOf);
    });
  }

  /** Ends an adjustment now. @throws DomainError not_found/adjustment_not_found, conflict/adjustment_ended */
  async withdraw(scope: TenantScope, leadId: string, id: string, by: string | null): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const signal = await this.signals.find(tx, leadId, id);
      if (signal?.type !== 'adjustment') throw notFound('adjustment');
      if (!(await this.signals.withdraw(tx, id, by)))
        throw conflict('adjustment_ended', 'This adjustment has ended already.');
      await this.due.mark(tx, [{ leadId, chain: presentCause() ?? null }]);
    });
  }
}

function viewOf({ id, weight, note, authorId, createdAt, expiresAt }: SignalRow): StoredAdjustment {
  return { id, points: weight, note, authorId, createdAt, expiresAt };
}
