export { MessageContents, type NewContent } from './message-contents.service';
export { MessageLayout, type Layout, type LocalDue } from './message-layout.service';
export { MessageSources } from './message-sources.service';
export { MessageStats, type MessageCounts, type SourceStats } from './message-stats.service';
export { Messages, type SingleMessage } from './messages.service';
export { accountRejected, sourceDrained } from './messaging.events';
export { MessagingModule } from './messaging.module';
export { localTimeInZone } from './send-window';
// What the slices above subscribe to.
export {
  /** @public */ messageBounced,
  /** @public */ messageClicked,
  /** @public */ MessageFact,
  /** @public */ messageOpened,
  /** @public */ messageReplied,
  /** @public */ MessageReply,
} from './receipts/receipts.events';
