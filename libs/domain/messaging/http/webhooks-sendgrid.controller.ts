import { Controller, Headers, Post, Query, RawBody } from '@nestjs/common';
import { ApiConsumes, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { Endpoint } from '@platform/http';
import { SendGridWebhook, type SignedPost } from '../receipts/sendgrid-webhook.service';

const errors = ['400:webhook_malformed', '401:webhook_signature_invalid'];

class OwnAccountQuery {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The team whose own account posts, signed with the key that the team has set.',
  })
  @IsOptional()
  @IsUUID()
  team?: string;
}

@ApiTags('Webhooks')
@Controller('webhooks/sendgrid')
export class SendGridWebhooksController {
  constructor(private readonly webhook: SendGridWebhook) {}

  @Post()
  @ApiConsumes('application/json')
  @Endpoint({
    summary: 'SendGrid Event Webhook',
    description:
      'An array of events, signed (ECDSA). 2xx means stored; they are applied by a job, in any order, each once.',
    access: 'public',
    idempotent: false,
    errors,
  })
  events(
    @RawBody() rawBody: Buffer | undefined,
    @Headers() headers: Record<string, string | undefined>,
    @Query() { team }: OwnAccountQuery,
  ): Promise<void> {
    return this.webhook.events({ ...signedPost(rawBody, headers), team });
  }

  @Post('inbound')
  @ApiConsumes('multipart/form-data')
  @Endpoint({
    summary: 'SendGrid Inbound Parse',
    description:
      'A mail somebody sent, parsed, signed by a webhook security policy (the signature headers of the Event Webhook).',
    access: 'public',
    idempotent: false,
    errors,
  })
  inbound(
    @RawBody() rawBody: Buffer | undefined,
    @Headers() headers: Record<string, string | undefined>,
    @Query() { team }: OwnAccountQuery,
  ): Promise<void> {
    return this.webhook.inbound({ ...signedPost(rawBody, headers), team });
  }
}

function signedPost(rawBody: Buffer | undefined, headers: Record<string, string | undefined>): SignedPost {
  return {
    rawBody: rawBody ?? Buffer.alloc(0),
    contentType: headers['content-type'],
    signature: headers['x-twilio-email-event-webhook-signature'],
    timestamp: headers['x-twilio-email-event-webhook-timestamp'],
  };
}
