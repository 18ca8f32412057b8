import { CrossTeamScope, type Database } from '@platform/database';
import { noticeMs, type JobNoticesRepository } from './job-notices.repository';
import type { JobsRepository, WakeUp } from './jobs.repository';

/** One statement notes at most that many wake-ups. */
const batchSize = 1_000;
const renewEvery = noticeMs / 3;

/** A wake-up on its way to the queue, and the notice that tells of it, if there is one. */
export interface Outgoing {
  wakeUp: WakeUp;
  notice: string | null;
}

/**
 * Keeps the record of which wake-ups are on the queue, behind the queue's back: the next wake-ups do not wait for the commit that
 * notes the last ones. Whatever is not noted in time is the relay's.
 */
export class WakeUpNotes {
  /** Our notices, each with the number of its wake-ups that are not on the queue yet. */
  private readonly open = new Map<string, number>();
  private added: Outgoing[] = [];
  private noting: Promise<void> | null = null;
  private renewal: NodeJS.Timeout | undefined;
  private queueAnsweredAt = 0;

  constructor(
    private readonly database: Database,
    private readonly rows: JobsRepository,
    private readonly notices: JobNoticesRepository,
    private readonly report: (error: Error) => void,
  ) {}

  /** Keeps `notice` alive until so many wake-ups have been added. */
  promise(notice: string, wakeUps: number): void {
    if (this.open.size === 0) this.queueAnsweredAt = performance.now();
    this.open.set(notice, wakeUps);
    this.renewal ??= setInterval(() => this.renew(), renewEvery).unref();
  }

  /** These are on the queue. */
  add(entries: Outgoing[]): void {
    this.queueAnsweredAt = performance.now();
    this.added.push(...entries);
    this.noting ??= this.note();
  }

  /** The queue takes nothing: all that is promised is left to the relay. */
  giveUp(): void {
    this.open.clear();
  }

  async settled(): Promise<void> {
    await this.noting;
    clearInterval(this.renewal);
  }

  private async note(): Promise<void> {
    while (this.added.length > 0) {
      const batch = this.added.splice(0, batchSize);
      const kept = this.keptBy(batch);
      const bare = batch.flatMap(({ wakeUp, notice }) => (notice === null ? [wakeUp] : []));
      try {
        if (kept.length + bare.length > 0)
          await this.database.sqlAtOnce(CrossTeamScope.system, (tx) =>
            Promise.all([this.notices.remove(tx, kept), this.rows.markEnqueued(tx, bare)]),
          );
      } catch (error) {
        this.added = [];
        this.giveUp();
        this.report(error as Error);
      }
    }
    this.noting = null;
  }

  /** Counts `batch` off and answers the notices that have nothing left to tell. */
  private keptBy(batch: Outgoing[]): string[] {
    return batch.flatMap(({ notice }) => {
      const left = (notice === null ? undefined : this.open.get(notice)) ?? 0;
      if (notice === null || left === 0) return [];
      if (left > 1) this.open.set(notice, left - 1);
      else this.open.delete(notice);
      return left === 1 ? [notice] : [];
    });
  }

  private renew(): void {
    const ids = [...this.open.keys()];
    if (ids.length === 0) {
      clearInterval(this.renewal);
      this.renewal = undefined;
      return;
    }
    // Another process may have the better connection to the queue.
    if (performance.now() - this.queueAnsweredAt > noticeMs) return;
    this.database
      .sqlAtOnce(CrossTeamScope.system, (tx) => this.notices.renew(tx, ids))
      .catch((error: Error) => this.report(error));
  }
}
