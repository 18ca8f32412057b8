import { DomainError } from '@platform/errors';

/** One answer for a missing, wrong or outdated signature, and for a key that is not configured. */
export const webhookUnsigned = (): DomainError =>
  new DomainError('unauthenticated', 'webhook_signature_invalid', 'This post is not signed by the provider.');

export const webhookMalformed = (what: string): DomainError =>
  new DomainError('invalid', 'webhook_malformed', `The post does not have the provider's shape: ${what}.`);
