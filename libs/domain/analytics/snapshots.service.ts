import { Injectable } from '@nestjs/common';
import { dayOf } from '@domain/messaging';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { analyticsJobs, type SnapshotPayload } from './analytics.jobs';
import { missingDays } from './missing-days';
import type { Snapshot, SnapshotRange } from './snapshot';
import { SnapshotsRepository, type TeamDay } from './snapshots.repository';

const batch = 500;

/** One row per team and day of its own clock. */
@Injectable()
export class Snapshots {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly repository: SnapshotsRepository,
  ) {}

  /** The newest first. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    range: SnapshotRange,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Snapshot>> {
    const before = decodeCursor(cursor, ['date'])?.[0].toISOString().slice(0, 10);
    const rows = await this.database.sql(scope, (tx) => this.repository.list(tx, range, before, limit + 1));
    return pageOf(rows, limit, ({ date }) => [new Date(date)]);
  }

  /**
   * A job for every day of a team that is over and has no snapshot yet, those missed in an outage included. Any number of workers may
   * look, as often as they like: one job is open per team and day, and a day is written once.
   */
  async enqueueDue(): Promise<void> {
    for (let after: string | null = null; ;) {
      const teams: TeamDay[] = await this.database.sql(CrossTeamScope.system, (tx) =>
        this.repository.teams(tx, after, batch),
      );
      for (const team of teams) await this.enqueue(team);
      if (teams.length < batch) return;
      after = teams.at(-1)!.id;
    }
  }

  /** Within `tx`; a day that was written stays as it is. */
  async take(tx: SqlTx, { date }: SnapshotPayload): Promise<void> {
    const zone = await this.repository.zone(tx);
    await this.repository.write(tx, date, dayOf(date, zone));
  }

  private async enqueue({ id: teamId, ...kept }: TeamDay): Promise<void> {
    const days = missingDays(kept);
    if (days.length === 0) return;
    await this.database.sql(TenantScope.of(teamId), (tx) =>
      this.jobs.enqueueMany(
        tx,
        analyticsJobs.snapshot,
        days.map((date) => ({ payload: { teamId, date }, dedupeKey: date })),
      ),
    );
  }
}
