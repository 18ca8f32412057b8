import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import type { Trigger } from '../definition/definition.types';
import { workflowJobs } from '../workflows.jobs';
import { VersionsRepository, type Version } from '../engine/versions.repository';
import type { EnrolmentAudience } from './enrolment.types';
import { EnrolmentsRepository } from './enrolments.repository';
import { Enrolments } from './enrolments.service';
import { dueDays, lastTick } from './watch-windows';
import { WatchersRepository, type Watched } from './watchers.repository';

const watchedKinds = ['TIME_BASED', 'DATE_FIELD', 'NO_REPLY_FOR', 'TASK_OVERDUE'] as const;

interface Due {
  key: string;
  audience: EnrolmentAudience;
}

/**
 * Triggers that no event tells of: a clock, a date, a silence, a task that is overdue. Each workflow has a clock of its own: what fell
 * due between its last look and this one is brought in, once, whatever the number of workers.
 */
@Injectable()
export class Watchers {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly repository: WatchersRepository,
    private readonly versions: VersionsRepository,
    private readonly enrolments: Enrolments,
    private readonly rows: EnrolmentsRepository,
  ) {}

  /** One job per workflow to be looked at; a look that is still under way is not asked for again. */
  async askAll(): Promise<void> {
    const watched = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.watched(tx, watchedKinds),
    );
    for (const [teamId, workflows] of Map.groupBy(watched, (one: Watched) => one.teamId)) {
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.jobs.enqueueMany(
          tx,
          workflowJobs.watch,
          workflows.map(({ workflowId }) => ({
            payload: { teamId, workflowId },
            dedupeKey: workflowId,
          })),
        ),
      );
    }
  }

  /** Looks at one workflow and moves its clock on. The first look only starts the clock: nothing that was due before counts. */
  async look(tx: SqlTx, workflowId: string): Promise<void> {
    const published = await this.versions.published(tx, workflowId);
    if (!published?.active || !published.version) return this.repository.forget(tx, workflowId);
    const { from, to } = await this.repository.tick(tx, workflowId);
    if (!from || from >= to) return;
    for (const { key, audience } of await this.due(tx, published.version, from, to)) {
      // Looking costs less than an enrolment that finds nobody.
      if ((await this.rows.portion(tx, audience, null, 1)).length === 0) continue;
      const via = published.version.definition.trigger.type;
      await this.enrolments.create(tx, { workflowId, via, audience, key, by: { userId: null } });
    }
  }

  private async due(tx: SqlTx, version: Version, from: Date, to: Date): Promise<Due[]> {
    const trigger: Trigger = version.definition.trigger;
    const range = { from: from.toISOString(), to: to.toISOString() };
    switch (trigger.type) {
      case 'TIME_BASED': {
        const tick = lastTick(trigger, from, to);
        return tick
          ? [{ key: `tick:${tick.toISOString()}`, audience: { kind: 'filter', filter: trigger.filter } }]
          : [];
      }
      case 'DATE_FIELD': {
        const { field, yearly = false } = trigger;
        const { zones, teamZone } = await this.repository.zones(tx);
        return zones.flatMap((zone) =>
          dueDays(trigger, zone, from, to).map((day) => ({
            key: `date:${day}:${zone}`,
            audience: { kind: 'date', field, day, yearly, zone, teamZone: zone === teamZone },
          })),
        );
      }
      case 'NO_REPLY_FOR': {
        const { days, channels } = trigger;
        return [{ key: `silence:${range.to}`, audience: { kind: 'silence', ...range, days, channels } }];
      }
      case 'TASK_OVERDUE': {
        const { priorities } = trigger;
        return [{ key: `overdue:${range.to}`, audience: { kind: 'overdue', ...range, priorities } }];
      }
      default:
        return [];
    }
  }
}
