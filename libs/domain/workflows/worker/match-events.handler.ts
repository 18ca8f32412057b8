import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import { workerDied, type JobContext, type JobHandler } from '@platform/jobs/worker';
import { EventMatching } from '../triggers/event-matching.service';
import { type workflowJobs, MatchEventsPayload } from '../workflows.jobs';

@Injectable()
export class MatchEventsHandler implements JobHandler<typeof workflowJobs.matchEvents> {
  constructor(private readonly matching: EventMatching) {}

  async run({ eventIds }: MatchEventsPayload, context: JobContext): Promise<void> {
    if (context.attempt === 1) return context.completeSql((tx) => this.matching.match(tx, eventIds));
    await this.oneByOne(eventIds, context);
  }

  /** A worker that dies is seldom the fault of an event, and no event may be lost: they are told again, in smaller batches. */
  async abandoned(tx: Tx, { eventIds, round = 0 }: MatchEventsPayload, reason: string): Promise<void> {
    if (reason === workerDied) await this.matching.tellAgain(tx, eventIds, round + 1);
  }

  /** After a failure: an event that cannot be matched must not take the others with it. */
  private async oneByOne(eventIds: readonly string[], context: JobContext): Promise<void> {
    const failures: unknown[] = [];
    for (const id of eventIds) {
      try {
        await context.stepSql((tx) => this.matching.match(tx, [id]));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
