import { Module } from '@nestjs/common';
import { OutgoingWebhooks } from './outgoing-webhooks.service';

@Module({ providers: [OutgoingWebhooks], exports: [OutgoingWebhooks] })
export class WebhooksModule {}
