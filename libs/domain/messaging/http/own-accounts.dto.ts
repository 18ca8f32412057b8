import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, Matches, MaxLength, ValidateIf } from 'class-validator';
import { IsLine } from '@platform/validation';
import type {
  EmailSettings,
  EmailSettingsChanges,
  SmsSettings,
  SmsSettingsChanges,
} from '../own-accounts/own-account';

const nullable = () => ValidateIf((_body, value) => value !== null && value !== undefined);
const trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
const text = (example: string, description?: string) => ({
  type: String,
  nullable: true,
  example,
  description,
});

export class UpdateEmailSettingsBody implements EmailSettingsChanges {
  @ApiPropertyOptional(
    text('SG.…', 'Of an own SendGrid account; it is never shown again. Null: none any more.'),
  )
  @nullable()
  @trimmed()
  @Matches(/^[\x21-\x7e]{10,200}$/)
  apiKey?: string | null;

  @ApiPropertyOptional(
    text(
      'MFkwEwYHKoZI…',
      'The verification key that SendGrid shows where its signed webhooks are switched on.',
    ),
  )
  @nullable()
  @trimmed()
  @Matches(/^[A-Za-z0-9+/]{60,300}={0,2}$/)
  webhookPublicKey?: string | null;

  @ApiPropertyOptional(text('Bell Realty')) @nullable() @trimmed() @IsLine(100) fromName?: string | null;

  @ApiPropertyOptional(text('hello@bell.example', 'Verified with the account.'))
  @nullable()
  @trimmed()
  @IsEmail()
  @MaxLength(254)
  fromAddress?: string | null;
}

export class EmailSettingsResponse implements EmailSettings {
  @ApiProperty({ example: true }) ownAccount: boolean;
  @ApiProperty(text('k3x9')) apiKeyLast4: string | null;
  @ApiProperty({
    example: true,
    description: 'False: posts of the own account are refused, for they cannot be verified.',
  })
  webhookKeySet: boolean;
  @ApiProperty(text('Bell Realty')) fromName: string | null;
  @ApiProperty(text('hello@bell.example')) fromAddress: string | null;
  @ApiProperty({
    example: 'https://crm.example.com/api/webhooks/sendgrid?team=01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
    description: 'For the Event Webhook of the account.',
  })
  eventWebhookUrl: string;
  @ApiProperty({
    example:
      'https://crm.example.com/api/webhooks/sendgrid/inbound?team=01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
    description: 'For Inbound Parse of the account.',
  })
  inboundWebhookUrl: string;
}

export class UpdateSmsSettingsBody implements SmsSettingsChanges {
  @ApiPropertyOptional(
    text('AC00000000000000000000000000000000', 'Of an own Twilio account. Null: none any more.'),
  )
  @nullable()
  @trimmed()
  @Matches(/^AC[0-9a-f]{32}$/)
  accountSid?: string | null;

  @ApiPropertyOptional(text('0123456789abcdef0123456789abcdef', 'It is never shown again.'))
  @nullable()
  @trimmed()
  @Matches(/^[\x21-\x7e]{16,100}$/)
  authToken?: string | null;

  @ApiPropertyOptional(text('+15125550100', 'E.164; a number of the account.'))
  @nullable()
  @Matches(/^\+[1-9]\d{6,14}$/)
  fromNumber?: string | null;
}

export class SmsSettingsResponse implements SmsSettings {
  @ApiProperty({ example: true }) ownAccount: boolean;
  @ApiProperty(text('AC00000000000000000000000000000000')) accountSid: string | null;
  @ApiProperty(text('cdef')) authTokenLast4: string | null;
  @ApiProperty(text('+15125550100')) fromNumber: string | null;
  @ApiProperty({
    example: 'https://crm.example.com/api/webhooks/twilio/inbound',
    description: 'For incoming messages of the number. Status callbacks need no setting.',
  })
  inboundWebhookUrl: string;
}

export class TestEmailBody {
  @ApiPropertyOptional({ example: 'sam.bell@example.com', description: 'Default: my own address.' })
  @IsOptional()
  @trimmed()
  @IsLine(320)
  to?: string;
}

export class TestSmsBody {
  @ApiProperty({ example: '(512) 555-0123', description: 'A US number, or any other with +.' })
  @trimmed()
  @IsLine(64)
  to: string;
}

export class TestSendResponse {
  @ApiProperty({
    format: 'uuid',
    example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
    description: '`GET /api/messages/:id` tells what became of it.',
  })
  messageId: string;
  @ApiProperty({ example: 'sam.bell@example.com' }) to: string;
}
