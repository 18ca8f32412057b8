import { Injectable } from '@nestjs/common';
import type { TenantScope } from '@platform/database';
import { SnapshotsRepository } from '../snapshots.repository';
import { ClosedLeadsRepository } from './closed-leads.repository';
import { CohortsRepository, type CohortRow } from './cohorts.repository';
import {
  average,
  compared,
  comparedRate,
  share,
  toTwoPlaces,
  type Compared,
  type ComparedRate,
} from './compared';
import { forecastOf, historyDays, type Forecast } from './forecast';
import type { Asked } from './period';
import { PeriodReports, viewOf, type PeriodReport, type SpanView } from './period-reports.service';
import { FUNNEL_STAGES, OPEN_STAGES, type FunnelStage, type OpenStage } from './stages';
import { StandingRepository } from './standing.repository';

/** A lead that has not moved for so long is stale. */
export const staleDays = 30;

export interface Revenue {
  revenue: Compared;
  deals: Compared;
  averageDeal: ComparedRate;
  /** Won leads of the period that have no value: they are deals, and no revenue. */
  dealsWithoutValue: number;
  medianDaysToWin: number | null;
  buckets: (SpanView & { revenue: number; deals: number })[];
}

export interface Conversion {
  /** Of the leads closed in the period, those that were won. */
  winRate: ComparedRate;
  won: Compared;
  lost: Compared;
  medianDaysToWin: ComparedRate;
  /** Of the leads created in the period: how far they have come since. */
  created: Compared;
  contactRate: ComparedRate;
  qualificationRate: ComparedRate;
  conversionRate: ComparedRate;
  buckets: (SpanView & { created: number; won: number; lost: number; winRate: number | null })[];
}

export interface PipelineStage {
  stage: OpenStage;
  leads: number;
  value: number;
  withoutValue: number;
  averageValue: number | null;
  averageDaysInStage: number | null;
  stale: number;
}

export interface Pipeline {
  leads: number;
  value: number;
  stages: PipelineStage[];
  won: { leads: number; value: number };
  lost: { leads: number; value: number };
  /** How many leads stood in each status at the end of past days, as it was written down then; of the whole team, else empty. */
  history: { date: string; leadsByStatus: Record<string, number> }[];
}

export interface Funnel {
  created: number;
  /** Created in the period and lost since, from whatever stage. */
  lost: number;
  stages: {
    stage: FunnelStage;
    reached: number;
    ofAll: number | null;
    ofPrevious: number | null;
    previousPeriod: number;
  }[];
}

/** What becomes of leads and what they bring. */
@Injectable()
export class SalesReports {
  constructor(
    private readonly reports: PeriodReports,
    private readonly cohorts: CohortsRepository,
    private readonly closed: ClosedLeadsRepository,
    private readonly standing: StandingRepository,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /** @throws DomainError invalid (from, to, range, bucket) */
  async revenue(scope: TenantScope, asked: Asked): Promise<PeriodReport<Revenue>> {
    return this.reports.of(scope, 'revenue', asked, async (tx, { current, previous }) => {
      const now = await this.closed.ofSpan(tx, current);
      const before = await this.closed.ofSpan(tx, previous);
      const buckets = await this.closed.byBucket(tx, current);
      return {
        revenue: compared(now.revenue, before.revenue),
        deals: compared(now.won, before.won),
        averageDeal: comparedRate(average(now.revenue, now.valued), average(before.revenue, before.valued)),
        dealsWithoutValue: now.won - now.valued,
        medianDaysToWin: rounded(now.medianDaysToWin),
        buckets: current.buckets.map((bucket, index) => ({
          ...viewOf(bucket),
          revenue: buckets[index]!.revenue,
          deals: buckets[index]!.won,
        })),
      };
    });
  }

  /** @throws DomainError invalid (from, to, range, bucket) */
  async conversion(scope: TenantScope, asked: Asked): Promise<PeriodReport<Conversion>> {
    return this.reports.of(scope, 'conversion', asked, async (tx, { current, previous }) => {
      const closed = [await this.closed.ofSpan(tx, current), await this.closed.ofSpan(tx, previous)] as const;
      const ways = [
        reachedOf(await this.cohorts.ofSpan(tx, current)),
        reachedOf(await this.cohorts.ofSpan(tx, previous)),
      ] as const;
      const created = await this.cohorts.byBucket(tx, current);
      const closedBy = await this.closed.byBucket(tx, current);
      const [now, before] = closed;
      const rate = (stage: FunnelStage) =>
        comparedRate(share(ways[0][stage], ways[0].NEW), share(ways[1][stage], ways[1].NEW));
      return {
        winRate: comparedRate(
          share(now.won, now.won + now.lost),
          share(before.won, before.won + before.lost),
        ),
        won: compared(now.won, before.won),
        lost: compared(now.lost, before.lost),
        medianDaysToWin: comparedRate(rounded(now.medianDaysToWin), rounded(before.medianDaysToWin)),
        created: compared(ways[0].NEW, ways[1].NEW),
        contactRate: rate('CONTACTED'),
        qualificationRate: rate('QUALIFIED'),
        conversionRate: rate('WON'),
        buckets: current.buckets.map((bucket, index) => {
          const { won, lost } = closedBy[index]!;
          return { ...viewOf(bucket), created: created[index]!, won, lost, winRate: share(won, won + lost) };
        }),
      };
    });
  }

  /** The open leads by stage as they stand; `asked` chooses the days of the history. @throws DomainError invalid (from, to, range, bucket) */
  async pipeline(scope: TenantScope, asked: Asked): Promise<PeriodReport<Pipeline>> {
    return this.reports.of(scope, 'pipeline', asked, async (tx, { current }, now) => {
      const rows = new Map(
        (await this.standing.byStatus(tx, now, staleDays)).map((row) => [row.status, row]),
      );
      const stages = OPEN_STAGES.map((stage) => {
        const { leads = 0, valued = 0, value = 0, seconds = 0, stale = 0 } = rows.get(stage) ?? {};
        return {
          ...{ stage, leads, value, withoutValue: leads - valued, stale },
          averageValue: average(value, valued),
          averageDaysInStage: average(seconds / 86_400, leads),
        };
      });
      const ended = ({ leads = 0, value = 0 }: { leads?: number; value?: number } = {}) => ({ leads, value });
      const { from, to } = current;
      // What a day ended with cannot be counted any more: leads are deleted, and values changed.
      const days = scope.viewerId === null ? await this.snapshots.list(tx, { from, to }, undefined, 400) : [];
      return {
        leads: stages.reduce((sum, { leads }) => sum + leads, 0),
        value: toTwoPlaces(stages.reduce((sum, { value }) => sum + value, 0)),
        stages,
        won: ended(rows.get('WON')),
        lost: ended(rows.get('LOST')),
        history: days.toReversed().map(({ date, rawData }) => ({
          date,
          leadsByStatus: (rawData.leadsByStatus ?? {}) as Record<string, number>,
        })),
      };
    });
  }

  /** @throws DomainError invalid (from, to, range, bucket) */
  async funnel(scope: TenantScope, asked: Asked): Promise<PeriodReport<Funnel>> {
    return this.reports.of(scope, 'conversion-funnel', asked, async (tx, { current, previous }) => {
      const rows = await this.cohorts.ofSpan(tx, current);
      const reached = reachedOf(rows);
      const before = reachedOf(await this.cohorts.ofSpan(tx, previous));
      return {
        created: reached.NEW,
        lost: rows.filter(({ status }) => status === 'LOST').reduce((sum, { leads }) => sum + leads, 0),
        stages: FUNNEL_STAGES.map((stage, index) => ({
          stage,
          reached: reached[stage],
          ofAll: share(reached[stage], reached.NEW),
          ofPrevious: index === 0 ? null : share(reached[stage], reached[FUNNEL_STAGES[index - 1]!]),
          previousPeriod: before[stage],
        })),
      };
    });
  }

  /** What the open leads may bring, by the team's own history; see `forecastOf`. */
  async forecast(scope: TenantScope): Promise<Forecast & { countedAt: string }> {
    return this.reports.ofNow(scope, 'revenue-forecast', async (tx, now) => {
      const from = new Date(now.getTime() - historyDays * 86_400_000);
      return forecastOf(await this.standing.open(tx, now), await this.standing.outcomes(tx, from));
    });
  }
}

const rounded = (days: number | null) => (days === null ? null : toTwoPlaces(days));

/** How many came at least to each stage. */
function reachedOf(rows: readonly CohortRow[]): Record<FunnelStage, number> {
  const count = (counts: (row: CohortRow) => boolean) =>
    rows.filter(counts).reduce((sum, { leads }) => sum + leads, 0);
  const open = OPEN_STAGES.map((stage, rank) => [stage, count(({ reached }) => reached >= rank)]);
  return { ...Object.fromEntries(open), WON: count(({ status }) => status === 'WON') } as Record<
    FunnelStage,
    number
  >;
}
