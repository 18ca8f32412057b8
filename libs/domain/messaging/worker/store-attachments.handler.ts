import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { AttachmentStoring } from '../attachments/attachment-storing.service';
import { AttachmentsRepository } from '../attachments/attachments.repository';
import type { attachmentJobs, StoreAttachments } from '../attachments/attachments.jobs';

@Injectable()
export class StoreAttachmentsHandler implements JobHandler<typeof attachmentJobs.store> {
  constructor(
    private readonly storing: AttachmentStoring,
    private readonly repository: AttachmentsRepository,
  ) {}

  async run({ inboundId }: StoreAttachments, context: JobContext): Promise<void> {
    await this.storing.store(context.scope, inboundId);
  }

  async abandoned(tx: Tx, { inboundId }: StoreAttachments): Promise<void> {
    for (const { id } of await this.repository.waiting(tx, inboundId))
      await this.repository.refused(tx, id, 'gone');
  }
}
