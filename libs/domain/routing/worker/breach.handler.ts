import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Breaches } from '../response/breaches.service';
import { BreachPayload, type routingJobs } from '../routing.jobs';

@Injectable()
export class BreachHandler implements JobHandler<typeof routingJobs.breach> {
  constructor(private readonly breaches: Breaches) {}

  async run(payload: BreachPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.breaches.fire(tx, payload));
  }
}
