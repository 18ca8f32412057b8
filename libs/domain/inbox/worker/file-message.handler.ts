import { Injectable } from '@nestjs/common';
import { Filing, type FileMessagePayload, type inboxJobs } from '@domain/inbox';
import type { JobContext, JobHandler } from '@platform/jobs/worker';

@Injectable()
export class FileMessageHandler implements JobHandler<typeof inboxJobs.fileMessage> {
  constructor(private readonly filing: Filing) {}

  async run({ inboundId }: FileMessagePayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.filing.file(tx, inboundId));
  }
}
