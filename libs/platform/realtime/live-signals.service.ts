import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '@platform/database';
import { QueueBackend } from '@platform/jobs';
import { LiveFeedRepository } from './live-feed.repository';
import { postgresWire } from './postgres-wire';
import { redisWire } from './redis-wire';
import type { SignalWire } from './signal-wire';

/** 100 ids of 36 characters stay well under the 8,000 bytes that Postgres lets a notice have. */
const teamsPerMessage = 100;

/**
 * Tells every api that a team has live events, and nothing more: what happened is read from Postgres. A signal that is lost costs
 * seconds. Goes by Redis when there is one, else by LISTEN and NOTIFY.
 */
@Injectable()
export class LiveSignals implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveSignals.name);
  private readonly wire: SignalWire;
  private raised = new Set<string>();
  private sending: Promise<void> | null = null;
  private lastFailureLogged = 0;

  constructor(backend: QueueBackend, database: Database, repository: LiveFeedRepository) {
    const report = (error: Error) => this.report(error);
    this.wire = backend.redis ? redisWire(backend, report) : postgresWire(database, repository, report);
  }

  /** After a commit. Not waited for, never throws. */
  raise(teamId: string): void {
    this.raised.add(teamId);
    this.sending ??= this.flush().finally(() => (this.sending = null));
  }

  /** Hears of teams with news; null: signals may have been missed, look at all. For the lifetime of the process. */
  listen(hear: (teamIds: string[] | null) => void): void {
    this.wire.listen((message) => hear(message === null ? null : teamsOf(message)));
  }

  /** Whether signals of others arrive just now. */
  get connected(): boolean {
    return this.wire.connected;
  }

  /** Before the pools that it borrows from are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.wire.close();
  }

  private async flush(): Promise<void> {
    // One turn of the event loop lets everything that commits at this moment share a message.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.raised.size > 0) {
      const teamIds = [...this.raised].slice(0, teamsPerMessage);
      teamIds.forEach((teamId) => this.raised.delete(teamId));
      try {
        await this.wire.send(teamIds.join(','));
      } catch (error) {
        this.raised.clear();
        this.report(error as Error);
      }
    }
  }

  private report(error: Error): void {
    if (Date.now() - this.lastFailureLogged < 60_000) return;
    this.lastFailureLogged = Date.now();
    this.logger.warn(
      `live signals are interrupted (${error.message}); open pages hear of news a little later`,
    );
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whoever else writes to the channel says nothing to us. */
function teamsOf(message: string): string[] {
  return message.split(',').filter((id) => uuid.test(id));
}
