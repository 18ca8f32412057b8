export { OutgoingWebhooks } from './outgoing-webhooks.service';
export type { WebhookAnswer, WebhookPost } from './outgoing-webhooks.service';
export { WebhooksModule } from './webhooks.module';
