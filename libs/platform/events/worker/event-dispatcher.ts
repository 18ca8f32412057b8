import { Injectable, Logger } from '@nestjs/common';
import { CrossTeamScope, Database } from '@platform/database';
import { JobsRepository, maxDepth, WakeUps, type JobDefinition, type NewJob } from '@platform/jobs';
import { PollingLoop } from '@platform/loops';
import { EventsRepository, type StoredEvent } from '../events.repository';
import { allBatchSubscriptions, subscriptionsTo, type BatchSubscription } from './subscriptions';

const batchSize = 1_000;

/** Turns committed events into jobs, one per subscriber or one per batch: three statements for up to a thousand events. */
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
      const meant = events.filter((event) => !this.isCut(event));
      const inserted = await this.jobs.insert(tx, [...meant.flatMap(jobsFor), ...batchesOf(meant)]);
      await this.events.markDispatched(
        tx,
        events.map(({ id }) => id),
      );
      tx.afterCommit(() => this.wakeUps.announce(inserted));
      return events.length === batchSize;
    });
  }

  private isCut({ id, causeId, depth }: StoredEvent): boolean {
    if (depth < maxDepth) return false;
    this.logger.warn({ eventId: id, causeId }, 'an automation chain was cut: it is too deep to be meant');
    return true;
  }
}

function jobsFor(event: StoredEvent): NewJob[] {
  return subscriptionsTo(event.name).map(({ job, payload }) => ({
    ...rowOf(job, event.teamId, payload(event), `event:${event.id}`),
    cause: { causeId: event.causeId, depth: event.depth, originId: event.originId },
  }));
}

function batchesOf(events: StoredEvent[]): NewJob[] {
  return allBatchSubscriptions().flatMap((subscription) => {
    const wanted = events.filter(({ name }) => subscription.events.has(name));
    const byTeam = Map.groupBy(wanted, ({ teamId }) => teamId);
    return [...byTeam].flatMap(([teamId, ofTeam]) => jobsOfTeam(subscription, teamId, ofTeam));
  });
}

function jobsOfTeam(
  { job, payload, size }: BatchSubscription,
  teamId: string,
  events: StoredEvent[],
): NewJob[] {
  const ids = events.map(({ id }) => id);
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => {
    const eventIds = ids.slice(index * size, (index + 1) * size);
    return rowOf(job, teamId, payload({ teamId, eventIds }), `events:${eventIds[0]}`);
  });
}

function rowOf(job: JobDefinition, teamId: string, payload: object, dedupeKey: string): NewJob {
  const { name, queue, attempts } = job;
  return { teamId, name, queue, payload, dueAt: null, maxAttempts: attempts, dedupeKey, cause: undefined };
}
