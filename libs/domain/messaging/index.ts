export { acceptedBetween } from './accepted-messages.sql';
export type {
  Channel,
  ChannelOutlook,
  PlannedSend,
  SendForecast,
  SendOutlook,
} from './forecast/forecast.types';
export { ForeseenContents, type ForeseenContent } from './forecast/foreseen-contents.service';
export { PendingMessages, type PendingMessage } from './forecast/pending-messages.service';
export { SendBook } from './forecast/send-book';
export { SendOutlooks } from './forecast/send-outlooks.service';
export { MessageHistory, type PastMessage } from './history/message-history.service';
export type { Letter } from './history/letter';
export { Letters } from './history/letters.service';
export { ownWords } from './inbound/reply-judgement';
export { InboundMessages } from './inbound/inbound-messages.service';
export type { InboundMessage } from './inbound/inbound.repository';
export { dayBefore, dayOf, localDate, nextDailyAt } from './local-day';
export { MessageContents, type CalendarPart, type NewContent } from './message-contents.service';
export type { Layout, LocalDue } from './layout/layout.types';
export { MessageLayout } from './layout/message-layout.service';
export { MessageOrigins, type OriginLink, type OriginOf } from './message-origins.service';
export { ReceiptRetention } from './receipts/receipt-retention.service';
export { MessageSources } from './message-sources.service';
export { MessageStats, type MessageCounts, type SourceStats } from './message-stats.service';
export { Messages, type SingleMessage } from './messages.service';
export { accountRejected, layoutFailed, sourceDrained } from './messaging.events';
export { MessagingModule, SealedAccountsModule } from './messaging.module';
export { SealedAccounts } from './own-accounts/sealed-accounts.service';
export { SendHours } from './send-hours.service';
export { findAllowedInstant, lastAllowedInstant, localTimeInZone, type SendWindow } from './send-window';
// What the slices above subscribe to.
export {
  messageArrived,
  /** @public */ messageBounced,
  /** @public */ messageClicked,
  /** @public */ MessageFact,
  /** @public */ messageOpened,
  messageOptedOut,
  messageReplied,
  /** @public */ MessageReply,
} from './receipts/receipts.events';
