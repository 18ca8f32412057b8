import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { analyticsJobs } from '../analytics.jobs';
import { MessageTalliesRepository } from './message-tallies.repository';

/** Quarters counted in one transaction of the job: whoever reads meanwhile waits for it. */
const portion = 12;

/**
 * Messages are counted by the quarter of an hour in which they were accepted, and counted again when something of them has changed:
 * every change says so in its own transaction. Whoever reads settles what is due first, so that a tally that is read is never old; a
 * job does the same ahead of them.
 */
@Injectable()
export class MessageTallies {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly repository: MessageTalliesRepository,
  ) {}

  /** Counts what is due in the span, within `tx`. */
  async settle(tx: SqlTx, span: { start: Date; end: Date }): Promise<void> {
    await this.repository.lock(tx);
    const due = await this.repository.takeDue(tx, span, 1_000_000);
    if (due.length > 0) await this.repository.recount(tx, due);
  }

  /** Counts a portion of all that is due, the latest first; answers whether there may be more. */
  async settlePortion(tx: SqlTx): Promise<boolean> {
    await this.repository.lock(tx);
    const due = await this.repository.takeDue(tx, null, portion);
    if (due.length > 0) await this.repository.recount(tx, due);
    return due.length === portion;
  }

  /** A job for each team for which something is due; one is open per team. */
  async enqueueDue(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.repository.teamsDue(tx));
    for (const teamId of teams)
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.jobs.enqueue(tx, analyticsJobs.countMessages, { teamId }, { dedupeKey: 'due' }),
      );
  }
}
