import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database, teamOf, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Files } from '@platform/files';
import { Jobs } from '@platform/jobs';
import type { InboundPost } from '../inbound/inbound-post';
import type { Attachment } from './attachment';
import { AttachmentsRepository } from './attachments.repository';
import { attachmentsOf } from './expected-attachments';
import { attachmentJobs } from './attachments.jobs';

/** Files that came with messages. */
@Injectable()
export class Attachments {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly jobs: Jobs,
    private readonly repository: AttachmentsRepository,
  ) {}

  /** Notes what a post brings, in the transaction that stores it; a job fetches the bytes. */
  async expect(tx: SqlTx, inboundId: string, post: InboundPost): Promise<void> {
    const attachments = attachmentsOf(post);
    if (attachments.length === 0) return;
    await this.repository.insert(tx, inboundId, attachments);
    if (attachments.some(({ sourceUrl }) => sourceUrl !== null))
      await this.jobs.enqueue(tx, attachmentJobs.store, { teamId: teamOf(tx), inboundId });
  }

  async of(tx: SqlTx, inboundId: string): Promise<Attachment[]> {
    return this.repository.of(tx, inboundId);
  }

  /** @throws DomainError not_found/attachment_not_found: also while its bytes are not there yet */
  async open(
    scope: TenantScope,
    inboundId: string,
    id: string,
  ): Promise<{ name: string; size: number; stream: Readable }> {
    const file = await this.database.sql(scope, (tx) => this.repository.file(tx, inboundId, id));
    if (!file) throw notFound('attachment');
    return { name: file.name, size: file.size, stream: this.files.read(scope, file.fileId) };
  }
}
