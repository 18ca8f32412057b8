import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import type { MailDraft, Recipient, Sent, TextDraft } from '@domain/inbox';
import { invalidField } from '@platform/errors';
import { IsLine, IsMoment, IsText } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const merge = 'May hold merge tags such as `{{lead.firstName | default: "there"}}`.';
const sendAt = {
  type: String,
  format: 'date-time',
  description: 'Not before this moment. Default: now.',
  example: '2027-03-01T09:00:00-06:00',
} as const;

const templateId = {
  format: 'uuid',
  description:
    'Of a template of this channel. Its newest version is what is sent where nothing else is written, its subject only where no message is answered; either way it counts as used.',
} as const;

class RecipientBody {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'To this lead. Either this or `threadId`.',
    example: id,
  })
  @IsOptional()
  @IsUUID()
  leadId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'An answer in this conversation.' })
  @IsOptional()
  @IsUUID()
  threadId?: string;
}

export class SendEmailBody extends RecipientBody implements MailDraft {
  @ApiPropertyOptional({
    maxLength: 500,
    description: `${merge} Of an answer by default “Re: ” and what is answered.`,
    example: '12 Oak Lane',
  })
  @IsOptional()
  @IsLine(500)
  subject?: string;

  @ApiPropertyOptional({ maxLength: 200_000, description: `${merge} This or \`text\`, or both.` })
  @IsOptional()
  @IsText(200_000)
  html?: string;

  @ApiPropertyOptional({
    maxLength: 100_000,
    description: `${merge} Made from \`html\` when it is left out.`,
    example: 'It is. Shall we look at it on Friday?',
  })
  @IsOptional()
  @IsText(100_000)
  text?: string;

  @ApiPropertyOptional(templateId) @IsOptional() @IsUUID() templateId?: string;

  @ApiPropertyOptional(sendAt) @IsOptional() @IsMoment() sendAt?: Date;
}

export class SendSmsBody extends RecipientBody implements TextDraft {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 1_600,
    description: `${merge} Needed without a template.`,
    example: 'On my way, see you at 3.',
  })
  @IsOptional()
  @IsText(1_600)
  text?: string;

  @ApiPropertyOptional(templateId) @IsOptional() @IsUUID() templateId?: string;

  @ApiPropertyOptional(sendAt) @IsOptional() @IsMoment() sendAt?: Date;
}

export class SentResponse implements Sent {
  @ApiProperty({ format: 'uuid', description: 'Of the message.', example: id }) id: string;
  @ApiProperty({ format: 'uuid', example: id }) threadId: string;
}

/** @throws DomainError invalid (leadId: recipient_required) unless exactly one of the two is given */
export function recipientOf({ leadId, threadId }: RecipientBody): Recipient {
  if (leadId && !threadId) return { leadId };
  if (threadId && !leadId) return { threadId };
  throw invalidField('leadId', 'recipient_required', 'Say either leadId or threadId.');
}
