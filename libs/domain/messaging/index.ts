export { chunkOfMessage, effectiveState } from './effective-state.sql';
export { GATE_REASONS, type GateReason } from './gate-reasons';
export { MessageContents, type NewContent } from './message-contents.service';
export { MessageLayout, type Layout, type LocalDue } from './message-layout.service';
export { MessageSources } from './message-sources.service';
export { MESSAGE_STATES, type MessageState } from './message-state';
export { MessageStats, type MessageCounts, type SourceStats } from './message-stats.service';
export { Messages, type SingleMessage } from './messages.service';
export {
  accountRejected,
  AccountRejectedPayload,
  sourceDrained,
  SourceDrainedPayload,
} from './messaging.events';
export { MessagingModule } from './messaging.module';
export { isValidZone, localTimeInZone } from './send-window';
export {
  messageBounced,
  messageClicked,
  MessageFact,
  messageOpened,
  messageReplied,
  MessageReply,
} from './receipts/receipts.events';
