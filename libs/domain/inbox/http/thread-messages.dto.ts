import { ApiProperty } from '@nestjs/swagger';
import type { ThreadMessage } from '@domain/inbox';
import { pageResponse } from '@platform/http';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const nullableId = { type: String, format: 'uuid', nullable: true, example: null } as const;
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const noInstant = { ...instant, nullable: true, example: null } as const;
const text = (example: string | null, description?: string) =>
  ({ type: String, nullable: true, example, ...(description ? { description } : {}) }) as const;

/** Of a message in a list; its HTML and its files are told by the message's own route. */
export class ThreadMessageResponse implements Omit<
  ThreadMessage,
  'html' | 'mailId' | 'references' | 'sourceId'
> {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ enum: ['in', 'out'], example: 'in' }) direction: 'in' | 'out';
  @ApiProperty({ enum: ['EMAIL', 'SMS'], example: 'EMAIL' }) channel: 'EMAIL' | 'SMS';
  @ApiProperty({
    description: 'As of `GET /messages/{id}`; `received` of one that came in.',
    example: 'received',
  })
  state: string;
  @ApiProperty(text(null, 'Why it was held, skipped or failed: a stable code.')) reason: string | null;
  @ApiProperty(text(null, 'What sent it: `inbox`, `campaign`, `workflow`, `reminder`, …')) sourceKind:
    string | null;
  @ApiProperty(nullableId) leadId: string | null;
  @ApiProperty({ ...nullableId, description: 'Who wrote it in the inbox.' }) userId: string | null;
  @ApiProperty(text('Ann Lee')) fromName: string | null;
  @ApiProperty(text('ann@example.com', 'Of what went out: null, when it was the team’s own sender.')) from:
    string | null;
  @ApiProperty(text('hello@bell.example')) to: string | null;
  @ApiProperty(text('Re: 12 Oak Lane')) subject: string | null;
  @ApiProperty(text('Is it still for sale?', 'Null: a merge field of it has no value.')) text: string | null;
  @ApiProperty({ description: 'It has an HTML body too: see `GET /messages/{id}`.', example: false })
  hasHtml: boolean;
  @ApiProperty({ description: 'It waits to be read.', example: true }) unread: boolean;
  @ApiProperty({ description: 'Sent by a program: an out-of-office note, a newsletter.', example: false })
  automatic: boolean;
  @ApiProperty({
    ...text('none', 'What a reply asks for.'),
    enum: ['stop', 'start', 'help', 'ambiguous', 'none'],
  })
  classified: string | null;
  @ApiProperty(instant) at: Date;
  @ApiProperty({ ...noInstant, description: 'When it may go; of what came in null.' }) dueAt: Date | null;
  @ApiProperty(noInstant) sentAt: Date | null;
  @ApiProperty(noInstant) deliveredAt: Date | null;
  @ApiProperty(noInstant) openedAt: Date | null;
  @ApiProperty(noInstant) clickedAt: Date | null;
  @ApiProperty(noInstant) repliedAt: Date | null;

  static from(
    this: void,
    { html, mailId: _id, references: _chain, sourceId: _source, ...message }: ThreadMessage,
  ): ThreadMessageResponse {
    return Object.assign(new ThreadMessageResponse(), message, { hasHtml: html !== null });
  }
}

export class ThreadMessagePage extends pageResponse(ThreadMessageResponse) {}
