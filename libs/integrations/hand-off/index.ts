export { AccountLines, type LineAccount, type LineOptions } from './account-lines';
export type { CircuitOptions, CircuitState } from './circuit';
export type { Accepted, HandOff, NotSent, RateLimited, Rejected, Unknown } from './hand-off';
export { keepAliveAgents } from './keep-alive';
export { MalformedWebhookError } from './malformed-webhook.errors';
export { networkFailure } from './network-failure';
export { retryMoment, type AnswerHeaders } from './retry-moment';
