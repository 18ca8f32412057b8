export type { Accepted, HandOff, NotSent, RateLimited, Rejected, Unknown } from './hand-off/hand-off';
export { AccountLines, type LineAccount, type LineOptions } from './hand-off/account-lines';
export type { CircuitOptions, CircuitState } from './hand-off/circuit';
export { keepAliveAgents } from './hand-off/keep-alive';
export { networkFailure, watchConnections } from './hand-off/network-failure';
export { retryMoment, type AnswerHeaders } from './hand-off/retry-moment';

export { customArgNames, emailLimits } from './email-batch';
export type { EmailAccount, EmailBatch, EmailRecipient, MailAddress } from './email-batch';
export { EmailProvider } from './email-provider';
export { MalformedWebhookError } from './malformed-webhook.errors';
export { parseInboundEmail } from './inbound-email';
export type { InboundAttachment, InboundEmail, InboundFields, InboundFile } from './inbound-email';
export type { MailHeaders } from './mail-headers';
export { parseSendGridEvents, type SendGridEvent, type SendGridEventKind } from './sendgrid-events';
export { verifySendGridSignature, type SendGridSignature } from './sendgrid-signature';
