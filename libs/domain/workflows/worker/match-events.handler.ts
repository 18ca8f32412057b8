import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { EventMatching } from '../triggers/event-matching.service';
import { type workflowJobs, MatchEventsPayload } from '../workflows.jobs';

@Injectable()
export class MatchEventsHandler implements JobHandler<typeof workflowJobs.matchEvents> {
  constructor(private readonly matching: EventMatching) {}

  async run({ eventIds }: MatchEventsPayload, context: JobContext): Promise<void> {
    if (context.attempt === 1) return context.completeSql((tx) => this.matching.match(tx, eventIds));
    await this.oneByOne(eventIds, context);
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
