import { OptOutReviewsController } from './opt-out-reviews.controller';
import { SuppressionsController } from './suppressions.controller';
import { UnsubscribeController } from './unsubscribe.controller';
import { SendGridWebhooksController } from './webhooks-sendgrid.controller';
import { TwilioWebhooksController } from './webhooks-twilio.controller';

export const receiptControllers = [
  SendGridWebhooksController,
  TwilioWebhooksController,
  UnsubscribeController,
  SuppressionsController,
  OptOutReviewsController,
];
