import { Injectable, Logger } from '@nestjs/common';
import { CrossTeamScope, Database } from '@platform/database';
import { JobsRepository, maxDepth, WakeUps, type NewJob } from '@platform/jobs';
import { PollingLoop } from '@platform/loops';
import { EventsRepository, type StoredEvent } from '../events.repository';
import { subscriptionsTo } from './subscriptions';

const batchSize = 1_000;

/** Turns committed events into one job per subscriber: three statements for up to a thousand events. */
@Injectable()
export class EventDispatcher {
  readonly loop: PollingLoop;
  private readonly logger = new Logger(EventDispatcher.name);

  constructor(
    private readonly database: Database,
    private readonly events: EventsRepository,
    private readonly jobs: JobsRepository,
    private readonly wakeUps: WakeUps,
  ) {
    this.loop = new PollingLoop('event dispatcher', 200, () => this.tick(), this.logger);
  }

  /** One batch; true when there may be more. */
  async tick(): Promise<boolean> {
    return this.database.sql(CrossTeamScope.system, async (tx) => {
      const events = await this.events.lockUndispatched(tx, batchSize);
      if (events.length === 0) return false;
      const wakeUps = await this.jobs.insert(
        tx,
        events.flatMap((event) => this.jobsFor(event)),
      );
      await this.events.markDispatched(
        tx,
        events.map(({ id }) => id),
      );
      tx.afterCommit(() => this.wakeUps.add(wakeUps));
      return events.length === batchSize;
    });
  }

  private jobsFor(event: StoredEvent): NewJob[] {
    if (event.depth >= maxDepth) {
      this.logger.warn(
        { eventId: event.id, causeId: event.causeId },
        'an automation chain was cut: it is too deep to be meant',
      );
      return [];
    }
    return subscriptionsTo(event.name).map(({ job, payload }) => ({
      teamId: event.teamId,
      name: job.name,
      queue: job.queue,
      payload: payload(event),
      dueAt: null,
      maxAttempts: job.attempts,
      dedupeKey: `event:${event.id}`,
      cause: { causeId: event.causeId, depth: event.depth },
    }));
  }
}
