import { Injectable } from '@nestjs/common';
import type { Actor } from '@platform/auth';
import { share, toTwoPlaces } from './compared';
import type { Asked } from './period';
import { PeriodReports, type PeriodReport } from './period-reports.service';
import { TeamPerformanceRepository, type PersonRow } from './team-performance.repository';

export interface Performance {
  /** As things stand. */
  openLeads: number;
  openValue: number;
  tasksOverdue: number;
  /** Of the period. */
  newLeads: number;
  won: number;
  lost: number;
  revenue: number;
  winRate: number | null;
  appointmentsHeld: number;
  noShows: number;
  tasksCompleted: number;
  /** Calls, meetings, showings and the like that somebody wrote down. */
  activitiesLogged: number;
}

export interface MemberPerformance extends Performance {
  userId: string;
  name: string;
  role: string;
}

export interface TeamFigures {
  /** Whether everyone is there; else one's own row alone. */
  everyone: boolean;
  members: MemberPerformance[];
  /** What is nobody's, and what belongs to people who have left or are shut out; null for whoever sees their own row alone. */
  unassigned: Performance | null;
  former: Performance | null;
}

/** By who has a lead now: figures go with the lead when it is handed over. */
@Injectable()
export class TeamPerformance {
  constructor(
    private readonly reports: PeriodReports,
    private readonly repository: TeamPerformanceRepository,
  ) {}

  /** Everyone's with the permission analytics:team, else one's own. @throws DomainError invalid (from, to, range, bucket) */
  async get(actor: Actor, asked: Asked): Promise<PeriodReport<TeamFigures>> {
    const everyone = actor.can('analytics:team');
    // A key without the permission is its maker where the maker sees a part of the leads, else nobody.
    const only = everyone ? null : (actor.userId ?? actor.scope.viewerId ?? noOne);
    return this.reports.of(
      actor.scope,
      `team-performance:${only ?? 'all'}`,
      asked,
      async (tx, { current }, now) => {
        const members = await this.repository.members(tx, only);
        const rows = await this.repository.figures(tx, { span: current, now, only });
        const known = new Set(members.map(({ userId }) => userId));
        const of = (belongs: (userId: string | null) => boolean) =>
          performanceOf(rows.filter(({ userId }) => belongs(userId)));
        return {
          everyone,
          members: members.map((member) => ({ ...member, ...of((userId) => userId === member.userId) })),
          unassigned: everyone ? of((userId) => userId === null) : null,
          former: everyone ? of((userId) => userId !== null && !known.has(userId)) : null,
        };
      },
    );
  }
}

const noOne = '00000000-0000-0000-0000-000000000000';

function performanceOf(rows: readonly PersonRow[]): Performance {
  const sum = (name: Exclude<keyof PersonRow, 'userId'>) =>
    toTwoPlaces(rows.reduce((total, row) => total + (row[name] ?? 0), 0));
  const [won, lost] = [sum('won'), sum('lost')];
  return {
    ...{ openLeads: sum('openLeads'), openValue: sum('openValue'), tasksOverdue: sum('tasksOverdue') },
    ...{ newLeads: sum('newLeads'), won, lost, revenue: sum('revenue'), winRate: share(won, won + lost) },
    ...{ appointmentsHeld: sum('held'), noShows: sum('noShows'), tasksCompleted: sum('tasksCompleted') },
    activitiesLogged: sum('logged'),
  };
}
