import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { bandAfter } from '../bands';
import { RuleSetsRepository } from '../rules/rule-sets.repository';
import { RuleSets } from '../rules/rule-sets.service';
import { scoreLead } from '../score';
import { RescoreRepository } from '../rescore/rescore.repository';
import { SignalsRepository } from '../signals/signals.repository';
import { LeadFactsRepository } from './lead-facts.repository';
import { changesBetween, type ReasonChange } from './score-changes';
import { explain, type Explanation } from './score-explanation';
import { ScoresRepository, type HistoryRow, type StoredScore } from './scores.repository';

export interface LeadScoreView extends StoredScore {
  leadId: string;
  explanation: Explanation;
}

export interface HistoryEntry extends Omit<HistoryRow, 'reasons'> {
  /** What was different from the change before. */
  changes: ReasonChange[];
}

export interface Since {
  from: { at: Date | null; overall: number; band: string | null };
  to: { at: Date | null; overall: number; band: string | null };
  changes: ReasonChange[];
}

/** Why a score is what it is, and what changed. */
@Injectable()
export class LeadScores {
  constructor(
    private readonly database: Database,
    private readonly rules: RuleSets,
    private readonly ruleSets: RuleSetsRepository,
    private readonly rescores: RescoreRepository,
    private readonly facts: LeadFactsRepository,
    private readonly signals: SignalsRepository,
    private readonly scores: ScoresRepository,
  ) {}

  /**
   * The score and every point of it, as of the moment it was computed. A lead that was never scored is scored on the spot.
   * @throws DomainError not_found/lead_not_found
   */
  async get(scope: TenantScope, leadId: string): Promise<LeadScoreView> {
    return this.database.sql(scope, async (tx) => {
      const facts = await this.facts.find(tx, leadId);
      if (!facts) throw notFound('lead');
      const stored = await this.scores.find(tx, leadId);
      const rules =
        (stored && (await this.ruleSets.ofVersion(tx, stored.ruleVersion))) ?? (await this.rules.current(tx));
      const at = stored?.computedAt ?? (await this.rescores.instant(tx));
      const signals = await this.signals.ofLead(tx, leadId, at);
      const score = scoreLead(rules, facts, signals, at);
      const { overall, engagement, behaviour, profile, nextDecayAt } = score;
      const fresh = {
        overall,
        engagement,
        behaviour,
        profile,
        nextDecayAt,
        band: bandAfter(rules, null, overall),
      };
      const view = stored ?? { ...fresh, ruleVersion: rules.version, computedAt: at, pending: true };
      return { leadId, ...view, explanation: explain(score, rules.version, signals) };
    });
  }

  /**
   * The changes of a score, the newest first; with `since` also what is different now from how it was then, by rule.
   * @throws DomainError not_found/lead_not_found, invalid (cursor)
   */
  async history(
    scope: TenantScope,
    leadId: string,
    { since, limit, cursor }: { since?: Date; limit: number; cursor?: string },
  ): Promise<Page<HistoryEntry> & { since: Since | null }> {
    const after = decodeCursor(cursor, ['date', 'uuid']);
    return this.database.sql(scope, async (tx) => {
      if ((await this.signals.knownLeads(tx, [leadId])).size === 0) throw notFound('lead');
      const behind = after && { at: after[0], id: after[1] };
      const rows = await this.scores.history(tx, leadId, { since, after: behind, limit: limit + 1 });
      const names = await this.scores.ruleNames(tx);
      const last = rows.at(-1);
      const earlier =
        last && rows.length <= limit ? await this.scores.before(tx, leadId, last.at) : undefined;
      const entries = rows.map(({ reasons, ...row }, index): HistoryEntry => {
        const before = rows[index + 1] ?? earlier;
        return { ...row, changes: changesBetween(before?.reasons ?? {}, reasons, names) };
      });
      const page = pageOf(entries, limit, ({ at, id }) => [at, id]);
      return { ...page, since: since ? await this.difference(tx, leadId, since, names) : null };
    });
  }

  private async difference(
    tx: SqlTx,
    leadId: string,
    since: Date,
    names: ReadonlyMap<string, string>,
  ): Promise<Since> {
    const then = await this.scores.before(tx, leadId, since);
    const [now] = await this.scores.history(tx, leadId, { limit: 1 });
    const moment = (row: HistoryRow | undefined) => ({
      at: row?.at ?? null,
      overall: row?.overall ?? 0,
      band: row?.band ?? null,
    });
    return {
      from: moment(then),
      to: moment(now),
      changes: changesBetween(then?.reasons ?? {}, now?.reasons ?? {}, names),
    };
  }
}
