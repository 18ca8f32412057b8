import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database } from '@platform/database';
import type { MultipartFile } from '../inbound/multipart-form';
import { isKept } from './expected-attachments';
import { InboundUploadsRepository } from './inbound-uploads.repository';

/** Puts the files of a mail away before the post is answered: SendGrid sends them once. */
@Injectable()
export class InboundUploads {
  constructor(
    private readonly database: Database,
    private readonly repository: InboundUploadsRepository,
  ) {}

  /** Under the digest of the whole post. Safe to repeat. */
  async keep(digest: string, files: readonly MultipartFile[]): Promise<void> {
    if (files.length === 0) return;
    await this.database.sql(CrossTeamScope.system, async (tx) => {
      await this.repository.deleteOld(tx);
      for (const [position, { content }] of files.entries()) {
        if (isKept(content.length, position)) await this.repository.insert(tx, digest, position, content);
      }
    });
  }

  /** Undefined when it is not there any more. `source` as attachments name it. */
  async read(source: string): Promise<Buffer | undefined> {
    const [, digest, position] = source.split(':');
    return this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.read(tx, digest!, Number(position)),
    );
  }

  async forget(source: string): Promise<void> {
    await this.database.sql(CrossTeamScope.system, (tx) => this.repository.delete(tx, source.split(':')[1]!));
  }
}
