import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Routing } from '../desk/routing.service';
import { AdvanceRoutePayload, type routingJobs } from '../routing.jobs';

@Injectable()
export class AdvanceHandler implements JobHandler<typeof routingJobs.advance> {
  constructor(private readonly routing: Routing) {}

  async run(payload: AdvanceRoutePayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.routing.advance(tx, payload));
  }
}
