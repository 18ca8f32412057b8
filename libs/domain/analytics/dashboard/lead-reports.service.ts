import { Injectable } from '@nestjs/common';
import { LEAD_STATUSES, type LeadStatus } from '@domain/leads';
import type { TenantScope } from '@platform/database';
import { CohortsRepository, type CohortRow, type SourceRow } from './cohorts.repository';
import { average, compared, comparedRate, share, type Compared, type ComparedRate } from './compared';
import type { Asked } from './period';
import { PeriodReports, viewOf, type PeriodReport, type SpanView } from './period-reports.service';

const mostSources = 50;

export interface LeadAnalytics {
  created: Compared;
  /** Of those created in the period: how they stand now. */
  byStatus: { status: LeadStatus; leads: number; share: number | null }[];
  unassigned: number;
  /** Still NEW and never anything else. */
  untouched: number;
  averageScore: ComparedRate;
  buckets: (SpanView & { created: number })[];
}

export interface SourceFigures {
  source: string;
  leads: Compared;
  /** Of all leads created in the period. */
  share: number | null;
  contacted: number;
  qualified: number;
  won: number;
  lost: number;
  /** Sum of the values of those that were won. */
  revenue: number;
  conversionRate: number | null;
}

export interface SourceBreakdown {
  leads: number;
  sources: SourceFigures[];
  /** All sources that are not among the largest, together; null when there are no more. */
  others: Omit<SourceFigures, 'source'> | null;
}

/** Leads by when they were created and where they came from. */
@Injectable()
export class LeadReports {
  constructor(
    private readonly reports: PeriodReports,
    private readonly cohorts: CohortsRepository,
  ) {}

  /** @throws DomainError invalid (from, to, range, bucket) */
  async leads(scope: TenantScope, asked: Asked): Promise<PeriodReport<LeadAnalytics>> {
    return this.reports.of(scope, 'leads', asked, async (tx, { current, previous }) => {
      const rows = await this.cohorts.ofSpan(tx, current);
      const before = await this.cohorts.ofSpan(tx, previous);
      const buckets = await this.cohorts.byBucket(tx, current);
      const created = total(rows);
      return {
        created: compared(created, total(before)),
        byStatus: LEAD_STATUSES.map((status) => {
          const leads = total(rows.filter((row) => row.status === status));
          return { status, leads, share: share(leads, created) };
        }),
        unassigned: rows.reduce((sum, { unassigned }) => sum + unassigned, 0),
        untouched: total(rows.filter(({ status, reached }) => status === 'NEW' && reached === 0)),
        averageScore: comparedRate(scoreOf(rows), scoreOf(before)),
        buckets: current.buckets.map((bucket, index) => ({ ...viewOf(bucket), created: buckets[index]! })),
      };
    });
  }

  /** @throws DomainError invalid (from, to, range, bucket) */
  async sources(scope: TenantScope, asked: Asked): Promise<PeriodReport<SourceBreakdown>> {
    return this.reports.of(scope, 'sources', asked, async (tx, { current, previous }) => {
      const rows = await this.cohorts.bySource(tx, current, previous, mostSources);
      const leads = total(rows);
      const others = rows.find(({ source }) => source === null);
      return {
        leads,
        sources: rows.flatMap((row) =>
          row.source === null ? [] : [{ source: row.source, ...figuresOf(row, leads) }],
        ),
        others: others ? figuresOf(others, leads) : null,
      };
    });
  }
}

const total = (rows: readonly { leads: number }[]) => rows.reduce((sum, { leads }) => sum + leads, 0);
const scoreOf = (rows: readonly CohortRow[]) =>
  average(
    rows.reduce((sum, { score }) => sum + score, 0),
    total(rows),
  );

function figuresOf({ leads, previous, contacted, qualified, won, lost, revenue }: SourceRow, all: number) {
  return {
    leads: compared(leads, previous),
    share: share(leads, all),
    ...{ contacted, qualified, won, lost, revenue },
    conversionRate: share(won, leads),
  };
}
