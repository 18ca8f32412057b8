import { Injectable } from '@nestjs/common';
import { Clock } from '@platform/clock';
import { Database, type TenantScope } from '@platform/database';
import { invalidField } from '@platform/errors';
import { evenness, type RoutingFigures } from './figures';
import { FiguresRepository } from './figures.repository';

const DAY = 86_400_000;
const usualDays = 30;
const mostDays = 400;
const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));
const percent = (part: number, all: number): number => Math.round((part / all) * 1_000) / 10;

/** How soon leads are answered, and how they are spread. */
@Injectable()
export class RoutingReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly repository: FiguresRepository,
  ) {}

  /** Instants (UTC): `from` inclusive, `to` exclusive; default: the last 30 days. @throws DomainError invalid (to) */
  async figures(scope: TenantScope, given: { from?: Date; to?: Date }): Promise<RoutingFigures> {
    const to = given.to ?? this.clock.now();
    const from = given.from ?? new Date(to.getTime() - usualDays * DAY);
    if (from >= to || to.getTime() - from.getTime() > mostDays * DAY)
      throw invalidField('to', 'range_invalid', `Behind \`from\`, and at most ${mostDays} days.`);
    return this.database.sql(scope.wholeTeam, async (tx) => {
      const { kept, ...team } = await this.repository.team(tx, { from, to });
      const people = await this.repository.people(tx, { from, to });
      const received = people.reduce((all, person) => all + person.received, 0);
      return {
        ...{ from, to, ...team, waiting: team.arrived - team.contacted },
        ...{ medianSeconds: whole(team.medianSeconds), p90Seconds: whole(team.p90Seconds) },
        keptPercent: kept + team.breached === 0 ? null : percent(kept, kept + team.breached),
        evenness: evenness(people.map((person) => person.received)),
        people: people.map((person) => ({
          ...person,
          medianSeconds: whole(person.medianSeconds),
          share: received === 0 ? 0 : percent(person.received, received),
        })),
      };
    });
  }
}
