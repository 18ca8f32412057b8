import { Injectable } from '@nestjs/common';
import { asWholeTeam, type TenantScope } from '@platform/database';
import { AgendaFiguresRepository } from './agenda-figures.repository';
import { ClosedLeadsRepository } from './closed-leads.repository';
import { CohortsRepository } from './cohorts.repository';
import {
  average,
  compared,
  comparedRate,
  share,
  toTwoPlaces,
  type Compared,
  type ComparedRate,
} from './compared';
import { OutreachReports, type OutreachCompared } from './outreach.service';
import type { Asked } from './period';
import { PeriodReports, viewOf, type PeriodReport, type SpanView } from './period-reports.service';
import { staleDays } from './sales.service';
import { isOpenStage } from './stages';
import { StandingRepository } from './standing.repository';

export const upcomingDays = 7;

export interface Overview {
  leads: {
    total: number;
    open: number;
    created: Compared;
    won: Compared;
    lost: Compared;
    winRate: ComparedRate;
  };
  revenue: { won: Compared; averageDeal: ComparedRate };
  pipeline: { leads: number; value: number; stale: number };
  messages: OutreachCompared;
  appointments: { held: Compared; noShows: Compared; upcoming: number };
  tasks: { completed: Compared; overdue: number };
  activeCampaigns: number;
  buckets: (SpanView & { created: number; won: number; lost: number; revenue: number })[];
}

@Injectable()
export class OverviewReports {
  constructor(
    private readonly reports: PeriodReports,
    private readonly cohorts: CohortsRepository,
    private readonly closed: ClosedLeadsRepository,
    private readonly standing: StandingRepository,
    private readonly agenda: AgendaFiguresRepository,
    private readonly outreach: OutreachReports,
  ) {}

  /** @throws DomainError invalid (from, to, range, bucket) */
  async get(scope: TenantScope, asked: Asked): Promise<PeriodReport<Overview>> {
    return this.reports.of(scope, 'overview', asked, async (tx, periods, now) => {
      const { current, previous } = periods;
      const standing = await this.standing.byStatus(tx, now, staleDays);
      const open = standing.filter(({ status }) => isOpenStage(status));
      const created = await this.cohorts.byBucket(tx, current);
      const closed = await this.closed.ofSpan(tx, current);
      const before = await this.closed.ofSpan(tx, previous);
      const closedBy = await this.closed.byBucket(tx, current);
      const happened = await this.agenda.happened(tx, current);
      const happenedBefore = await this.agenda.happened(tx, previous);
      const ahead = await this.agenda.ahead(tx, now, upcomingDays);
      const createdBefore = await this.cohorts.count(tx, previous);
      const messages = await asWholeTeam(tx, (team) => this.outreach.comparedIn(team, periods));
      return {
        leads: {
          total: sum(standing.map(({ leads }) => leads)),
          open: sum(open.map(({ leads }) => leads)),
          created: compared(sum(created), createdBefore),
          won: compared(closed.won, before.won),
          lost: compared(closed.lost, before.lost),
          winRate: comparedRate(
            share(closed.won, closed.won + closed.lost),
            share(before.won, before.won + before.lost),
          ),
        },
        revenue: {
          won: compared(closed.revenue, before.revenue),
          averageDeal: comparedRate(
            average(closed.revenue, closed.valued),
            average(before.revenue, before.valued),
          ),
        },
        pipeline: {
          leads: sum(open.map(({ leads }) => leads)),
          value: toTwoPlaces(sum(open.map(({ value }) => value))),
          stale: sum(open.map(({ stale }) => stale)),
        },
        messages: messages.compared,
        appointments: {
          held: compared(happened.held, happenedBefore.held),
          noShows: compared(happened.noShows, happenedBefore.noShows),
          upcoming: ahead.upcoming,
        },
        tasks: {
          completed: compared(happened.tasksCompleted, happenedBefore.tasksCompleted),
          overdue: ahead.overdueTasks,
        },
        activeCampaigns: ahead.activeCampaigns,
        buckets: current.buckets.map((bucket, index) => ({
          ...viewOf(bucket),
          created: created[index]!,
          ...closedBy[index]!,
        })),
      };
    });
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
