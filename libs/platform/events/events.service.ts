import { Injectable } from '@nestjs/common';
import { TenantScope, type SqlTx } from '@platform/database';
import { nextCause } from '@platform/jobs';
import type { EventDefinition } from './define-event';
import { EventsRepository, type StoredEvent } from './events.repository';

/** Tells the slices above what happened, in the transaction in which it happened. */
@Injectable()
export class Events {
  constructor(private readonly repository: EventsRepository) {}

  /** Publishes one event; subscribers run, each as its own job, once `tx` has committed. Answers the event's id. */
  async publish<P extends object>(tx: SqlTx, event: EventDefinition<P>, payload: P): Promise<string> {
    const [id] = await this.publishMany(tx, event, [payload]);
    return id!;
  }

  /** Publishes many events of one kind with one statement. */
  async publishMany<P extends object>(
    tx: SqlTx,
    event: EventDefinition<P>,
    payloads: P[],
  ): Promise<string[]> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError(`event ${event.name} needs a team`);
    if (payloads.length === 0) return [];
    return this.repository.insert(tx, tx.scope, event.name, payloads, nextCause());
  }

  /** What a batch job was told about: events of the team, oldest first, each with its own cause. */
  async read(tx: SqlTx, ids: string[]): Promise<StoredEvent[]> {
    return this.repository.find(tx, ids);
  }
}
