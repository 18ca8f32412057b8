import { ConversationsRepository } from '../inbound/conversations.repository';
import { InboundApplication } from '../inbound/inbound-application.service';
import { InboundEffects } from '../inbound/inbound-effects.service';
import { InboundRepository } from '../inbound/inbound.repository';
import { OptOutReviewsRepository } from '../inbound/opt-out-reviews.repository';
import { OptOutReviews } from '../inbound/opt-out-reviews.service';
import { UnsubscribeLinks } from '../unsubscribe-links';
import { OptOuts } from '../unsubscribe/opt-outs.service';
import { SuppressionsRepository } from '../unsubscribe/suppressions.repository';
import { Suppressions } from '../unsubscribe/suppressions.service';
import { UnsubscribeRepository } from '../unsubscribe/unsubscribe.repository';
import { Unsubscribe } from '../unsubscribe/unsubscribe.service';
import { ReceiptApplication } from './receipt-application.service';
import { ReceiptBatchesRepository } from './receipt-batches.repository';
import { ReceiptEffects } from './receipt-effects.service';
import { ReceiptIntakeRepository } from './receipt-intake.repository';
import { ReceiptIntake } from './receipt-intake.service';
import { ReceiptRetentionRepository } from './receipt-retention.repository';
import { ReceiptRetention } from './receipt-retention.service';
import { ReceiptsRepository } from './receipts.repository';
import { SendGridWebhook } from './sendgrid-webhook.service';
import { TwilioWebhook } from './twilio-webhook.service';

/** What comes back from providers and recipients. */
export const receiptProviders = [
  ...[
    ReceiptIntake,
    ReceiptIntakeRepository,
    ReceiptApplication,
    ReceiptBatchesRepository,
    ReceiptsRepository,
    ReceiptRetention,
    ReceiptRetentionRepository,
    ReceiptEffects,
  ],
  ...[
    InboundApplication,
    InboundEffects,
    InboundRepository,
    ConversationsRepository,
    OptOutReviews,
    OptOutReviewsRepository,
  ],
  ...[SendGridWebhook, TwilioWebhook],
  ...[OptOuts, Suppressions, SuppressionsRepository, Unsubscribe, UnsubscribeLinks, UnsubscribeRepository],
];
