import { Injectable } from '@nestjs/common';
import { AnswerCache } from '@platform/cache';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { SnapshotsRepository } from '../snapshots.repository';
import { periodDays, periodsIn, type Asked, type BucketSize, type Periods, type Span } from './period';

/** Five minutes: what no event tells (opens come by the thousand) is as old as that at most. */
const keptSeconds = 300;
const zoneMs = 30_000;
const mostZones = 10_000;

/** Days on the team's clock, both included; the instants as ISO 8601, `end` exclusive. */
export interface SpanView {
  from: string;
  to: string;
  start: string;
  end: string;
}

export interface PeriodView extends SpanView {
  /** IANA. */
  zone: string;
  bucket: BucketSize;
  previous: SpanView;
}

/** Figures, when they were counted, and of which days they are. */
export type PeriodReport<T> = T & { period: PeriodView; countedAt: string };

/** What is counted of some days: read from the cache, counted anew when something has changed. */
@Injectable()
export class PeriodReports {
  private readonly zones = new Map<string, { zone: string; at: number }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /** `name` tells reports apart. @throws DomainError invalid (from, to, range, bucket) */
  async of<T extends object>(
    scope: TenantScope,
    name: string,
    asked: Asked,
    count: (tx: SqlTx, periods: Periods, now: Date) => Promise<T>,
  ): Promise<PeriodReport<T>> {
    const zone = await this.zoneOf(scope);
    const wanted = periodDays(asked, zone, this.clock.now());
    const key = [name, ...wanted.days, wanted.bucket, ...wanted.before, zone];
    return this.kept(scope, key, async (tx, now) => {
      const periods = periodsIn(wanted, zone);
      const { current, previous } = periods;
      return {
        period: { ...viewOf(current), zone, bucket: current.bucket, previous: viewOf(previous) },
        ...(await count(tx, periods, now)),
      };
    });
  }

  /** The same for how things stand, whatever the days. */
  async ofNow<T extends object>(
    scope: TenantScope,
    name: string,
    count: (tx: SqlTx, now: Date) => Promise<T>,
  ): Promise<T & { countedAt: string }> {
    return this.kept(scope, [name], count);
  }

  /** Something has changed that figures of the team are made of. */
  async forget(scope: TenantScope): Promise<void> {
    await this.cache.forget(scope);
  }

  /** Asked with every answer and changed once in a team's life: half a minute late in other processes, as roles are. */
  private async zoneOf(scope: TenantScope): Promise<string> {
    const now = performance.now();
    const known = this.zones.get(scope.teamId);
    if (known && now - known.at < zoneMs) return known.zone;
    const zone = await this.database.sql(scope, (tx) => this.snapshots.zone(tx));
    if (this.zones.size >= mostZones) this.zones.clear();
    this.zones.set(scope.teamId, { zone, at: now });
    return zone;
  }

  private kept<T extends object>(
    scope: TenantScope,
    name: string[],
    count: (tx: SqlTx, now: Date) => Promise<T>,
  ): Promise<T & { countedAt: string }> {
    return this.cache.through(scope, JSON.stringify(['analytics', ...name]), keptSeconds, async (tx) => {
      const now = this.clock.now();
      return { ...(await count(tx, now)), countedAt: now.toISOString() };
    });
  }
}

export function viewOf({ from, to, start, end }: Span): SpanView {
  return { from, to, start: start.toISOString(), end: end.toISOString() };
}
