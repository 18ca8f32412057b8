import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { EventNotices } from '../event-notices.service';
import { type notificationJobs, TellEventsPayload } from '../notifications.jobs';

@Injectable()
export class TellEventsHandler implements JobHandler<typeof notificationJobs.tellEvents> {
  constructor(private readonly notices: EventNotices) {}

  async run({ eventIds }: TellEventsPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.tell(tx, eventIds));
  }
}
