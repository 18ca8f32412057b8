import { Controller, Header, Post, RawBody, Req } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Endpoint } from '@platform/http';
import { TwilioWebhook, type TwilioPost } from '../receipts/twilio-webhook.service';

const errors = ['400:webhook_malformed', '401:webhook_signature_invalid'];
/** TwiML that says nothing: whatever there is to answer goes through the ledger. */
const nothingToSay = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const twiml = 'text/xml; charset=utf-8';

@ApiTags('Webhooks')
@ApiConsumes('application/x-www-form-urlencoded')
@Controller('webhooks/twilio')
export class TwilioWebhooksController {
  constructor(private readonly webhook: TwilioWebhook) {}

  @Post('status')
  @Endpoint({
    summary: 'Twilio status callback',
    description: 'Signed over the public URL. 2xx means stored; it is applied by a job, in any order, once.',
    ...{ access: 'public', idempotent: false, errors },
  })
  async status(@Req() request: FastifyRequest, @RawBody() rawBody: Buffer | undefined): Promise<void> {
    await this.webhook.status(twilioPost(request, rawBody));
  }

  @Post('inbound')
  @Header('content-type', twiml)
  @Endpoint({
    summary: 'Twilio incoming message',
    description:
      'Signed over the public URL. Answered with an empty TwiML response; effects are applied by a job.',
    ...{ access: 'public', idempotent: false, produces: 'text/xml', errors },
  })
  async inbound(@Req() request: FastifyRequest, @RawBody() rawBody: Buffer | undefined): Promise<string> {
    await this.webhook.inbound(twilioPost(request, rawBody));
    return nothingToSay;
  }

  @Post()
  @Header('content-type', twiml)
  @Endpoint({
    summary: 'Twilio, one address for both',
    description:
      'For set-ups with a single URL: status callbacks and incoming messages, told apart by their content.',
    ...{ access: 'public', idempotent: false, produces: 'text/xml', errors },
  })
  async either(@Req() request: FastifyRequest, @RawBody() rawBody: Buffer | undefined): Promise<string> {
    await this.webhook.either(twilioPost(request, rawBody));
    return nothingToSay;
  }
}

function twilioPost(request: FastifyRequest, rawBody: Buffer | undefined): TwilioPost {
  const signature = request.headers['x-twilio-signature'];
  return {
    rawBody: rawBody ?? Buffer.alloc(0),
    contentType: request.headers['content-type'],
    signature: typeof signature === 'string' ? signature : undefined,
    path: request.originalUrl,
  };
}
