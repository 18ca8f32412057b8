import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { SmsProvider } from '@integrations/sms';
import { Database, type TenantScope } from '@platform/database';
import { DomainError } from '@platform/errors';
import { Files } from '@platform/files';
import { Accounts } from '../accounts';
import { SendFactsRepository } from '../send-facts.repository';
import { attachmentLimits, safeType, type WaitingAttachment } from './attachment';
import { AttachmentsRepository } from './attachments.repository';
import { InboundUploads } from './inbound-uploads.service';

type Fetched = { bytes: Buffer; contentType: string } | { refused: string };

/** Moves the bytes of files to where the team keeps them. */
@Injectable()
export class AttachmentStoring {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly accounts: Accounts,
    private readonly facts: SendFactsRepository,
    private readonly sms: SmsProvider,
    private readonly uploads: InboundUploads,
    private readonly repository: AttachmentsRepository,
  ) {}

  /**
   * All of a message that wait. Safe to run again: what is stored waits no more.
   * @throws DomainError unavailable/media_unavailable: the provider cannot be reached now
   */
  async store(scope: TenantScope, inboundId: string): Promise<void> {
    const waiting = await this.database.sql(scope, (tx) => this.repository.waiting(tx, inboundId));
    for (const attachment of waiting) await this.storeOne(scope, attachment);
    const upload = waiting.find(({ sourceUrl }) => sourceUrl?.startsWith('upload:'))?.sourceUrl;
    if (upload) await this.uploads.forget(upload);
  }

  private async storeOne(scope: TenantScope, attachment: WaitingAttachment): Promise<void> {
    const { id, name } = attachment;
    const fetched = await this.fetch(scope, attachment);
    if ('refused' in fetched) {
      await this.database.sql(scope, (tx) => this.repository.refused(tx, id, fetched.refused));
      return;
    }
    const { bytes, contentType } = fetched;
    const fileId = await this.files.write(scope, name, contentType, Readable.from([bytes]), {
      maxBytes: attachmentLimits.bytes,
    });
    await this.database.sql(scope, async (tx) => {
      const first = await this.repository.stored(tx, id, { fileId, size: bytes.length, contentType });
      if (!first) await this.files.delete(tx, fileId);
    });
  }

  private async fetch(scope: TenantScope, { sourceUrl, contentType }: WaitingAttachment): Promise<Fetched> {
    if (!sourceUrl) return { refused: 'gone' };
    if (sourceUrl.startsWith('upload:')) {
      const bytes = await this.uploads.read(sourceUrl);
      return bytes ? { bytes, contentType } : { refused: 'gone' };
    }
    const settings = await this.database.sql(scope, (tx) => this.facts.settings(tx));
    const account = this.accounts.sms(scope.teamId, settings);
    const answer = await this.sms.media(account, sourceUrl, attachmentLimits.bytes);
    if (answer.kind === 'unavailable')
      throw new DomainError(
        'unavailable',
        'media_unavailable',
        `The provider’s media cannot be had: ${answer.detail}`,
      );
    if (answer.kind === 'refused') return { refused: answer.code };
    return { bytes: answer.bytes, contentType: safeType(answer.contentType ?? contentType) };
  }
}
