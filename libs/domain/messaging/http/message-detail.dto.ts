import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsUUID } from 'class-validator';
import { ATTACHMENT_STATES, type Attachment, type AttachmentState } from '../attachments/attachment';
import type { MessageReading } from '../message-reader.service';
import { MESSAGE_STATES } from '../message-state';
import { MessageResponse } from './messages.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = '2026-06-01T14:00:00.000Z';
const ofSent = 'Null of one that came in.';

const flags: Record<string, boolean> = { true: true, false: false };

export class ReadMessageQuery {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Show remote images.' })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && Object.hasOwn(flags, value) ? flags[value] : value,
  )
  @IsOptional()
  @IsBoolean()
  images?: boolean;
}

export class AttachmentParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() id: string;
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() attachmentId: string;
}

export class AttachmentResponse implements Attachment {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'floor-plan.pdf' }) name: string;
  @ApiProperty({ description: 'As its sender says.', example: 'application/pdf' }) contentType: string;
  @ApiProperty({ type: 'integer', description: 'In bytes.', example: 48_213 }) size: number;
  @ApiProperty({ type: String, nullable: true, description: 'Of a picture inside the HTML.', example: null })
  contentId: string | null;
  @ApiProperty({ enum: ATTACHMENT_STATES, example: 'stored' }) state: AttachmentState;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was refused: too_large, too_many, gone, foreign_address.',
    example: null,
  })
  reason: string | null;
}

const ledgerOnly = ['purpose', 'sourceId', 'sourceKind', 'state', 'dueAt'] as const;

/** A message of either direction. What came in is a stranger's text. */
export class MessageDetailResponse extends OmitType(MessageResponse, ledgerOnly) {
  @ApiProperty({ enum: ['in', 'out'], example: 'out' }) direction: 'in' | 'out';
  @ApiProperty({ enum: [...MESSAGE_STATES, 'received'], example: 'delivered' }) state: string;
  @ApiProperty({
    enum: ['marketing', 'transactional'],
    nullable: true,
    description: ofSent,
    example: 'marketing',
  })
  purpose: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: ofSent, example: id }) sourceId:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: ofSent, example: 'campaign' }) sourceKind:
    string | null;
  @ApiProperty({ type: Date, nullable: true, description: ofSent, example: instant }) dueAt: Date | null;
  @ApiProperty({ type: String, nullable: true, example: 'Ann Lee' }) fromName: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of what went out: null, when it was the team’s own sender.',
    example: 'ann@example.com',
  })
  from: string | null;
  @ApiProperty({ type: String, nullable: true, example: '12 Oak Lane' }) subject: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What went out reads as the lead would get it today; null while a merge field has no value, and of mail about an account.',
    example: 'Is it still for sale?',
  })
  text: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Sanitised. A picture of the mail itself has no address but `data-attachment-id`, the id of its file below.',
    example: '<p>Is it still for sale?</p>',
  })
  html: string | null;
  @ApiProperty({ type: 'integer', description: 'Remote images that were left out.', example: 0 })
  blockedImages: number;
  @ApiProperty({ type: [AttachmentResponse] }) attachments: AttachmentResponse[];
  @ApiProperty({ description: 'Sent by a program: an out-of-office note, a newsletter.', example: false })
  automatic: boolean;
  @ApiProperty({
    enum: ['stop', 'start', 'help', 'ambiguous', 'none'],
    nullable: true,
    description: 'What a reply asks for.',
    example: null,
  })
  classified: string | null;

  static of(this: void, reading: MessageReading): MessageDetailResponse {
    const { letter, ledger, html, blockedImages, attachments } = reading;
    const { mailId: _mailId, references: _chain, userId: _writer, sentAt: _sent, at, ...shown } = letter;
    const { userId: _internal, ...facts } = ledger ?? { ...nothingSent, userId: null };
    return Object.assign(new MessageDetailResponse(), facts, shown, {
      ...{ html, blockedImages, attachments },
      createdAt: ledger?.createdAt ?? at,
      purpose: ledger?.purpose ?? null,
    });
  }
}

/** What the ledger would say of a message that never was ours to send. */
const nothingSent = {
  ...{ variant: null, errorCode: null, errorDetail: null, provider: null, providerId: null, segments: null },
  ...{ handedOffAt: null, acceptedAt: null, openCount: 0, machineOpens: 0, clickCount: 0 },
  ...{ unsubscribedAt: null, complainedAt: null },
};
