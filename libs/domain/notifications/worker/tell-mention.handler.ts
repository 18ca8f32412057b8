import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { MentionNotices } from '../mention-notices.service';
import { type notificationJobs, TellMentionPayload } from '../notifications.jobs';

@Injectable()
export class TellMentionHandler implements JobHandler<typeof notificationJobs.tellMention> {
  constructor(private readonly notices: MentionNotices) {}

  async run(payload: TellMentionPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.tell(tx, payload));
  }
}
