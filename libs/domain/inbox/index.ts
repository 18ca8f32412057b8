export type { ThreadComment } from './comments.repository';
export { Comments } from './comments.service';
export type { MailDraft, TextDraft } from './composed';
export { Composer, type Recipient, type Sent } from './composer.service';
export { Filing } from './filing.service';
export { InboxMessages } from './inbox-messages.service';
export { FileMessagePayload, inboxJobs } from './inbox.jobs';
export { InboxModule } from './inbox.module';
export { inboxLimits, THREAD_CHANNELS, THREAD_VIEWS } from './thread';
export type { Thread, ThreadChannel, ThreadCounts, ThreadView } from './thread';
export { Threads, type ThreadMessage } from './threads.service';
export { Triage } from './triage.service';
// What the slices above subscribe to.
export {
  memberMentionedInThread,
  type MemberMentionedInThread,
  /** @public */ threadAssigned,
  /** @public */ threadChanged,
} from './inbox.events';
