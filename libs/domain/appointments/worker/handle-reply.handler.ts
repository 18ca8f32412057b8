import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type appointmentJobs, HandleReplyPayload } from '../appointments.jobs';
import { Replies } from '../replies/replies.service';

@Injectable()
export class HandleReplyHandler implements JobHandler<typeof appointmentJobs.handleReply> {
  constructor(private readonly replies: Replies) {}

  async run(payload: HandleReplyPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.replies.handle(tx, payload));
  }
}
