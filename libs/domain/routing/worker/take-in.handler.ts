import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { RoutingIntake } from '../desk/intake.service';
import { RoutingEventsPayload, type routingJobs } from '../routing.jobs';

@Injectable()
export class TakeInHandler implements JobHandler<typeof routingJobs.takeIn> {
  constructor(private readonly intake: RoutingIntake) {}

  async run(payload: RoutingEventsPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.intake.take(tx, payload.eventIds));
  }
}
