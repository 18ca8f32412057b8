import { randomUUID } from 'node:crypto';
import type { PostOutcome } from '../delivery/http-post';
import type { Post } from '../delivery/post-office';
import type { ReceiverUrl } from '../delivery/receiver-url';
import { twilioSignature } from './twilio-signature';

/** A signed form post of Twilio's. */
export function callbackPost(
  receiver: ReceiverUrl,
  fields: Record<string, string>,
  authToken: string,
  onOutcome?: (outcome: PostOutcome) => void,
): Post {
  const named = new URL(receiver.named);
  const fragment = named.hash.slice(1);
  // The signature covers the URL as it goes over the wire: normalised, without the fragment.
  named.hash = '';
  const token = randomUUID();
  return {
    size: 1,
    build: () => ({
      url: receiver.reached,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'X-Twilio-Signature': twilioSignature(authToken, named.href, fields),
        'I-Twilio-Idempotency-Token': token,
        'User-Agent': 'TwilioProxy/1.1',
      },
      body: new URLSearchParams(fields).toString(),
    }),
    retryAfter: (attempt, outcome) => {
      onOutcome?.(outcome);
      return shouldRetry(fragment, attempt, outcome) ? 250 : null;
    },
  };
}

/**
 * Connection overrides in the fragment (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): `rc`
 * retries, `rp` policies. Default: one retry, only when the connection could not be made.
 */
function shouldRetry(fragment: string, attempt: number, outcome: PostOutcome): boolean {
  const overrides = new URLSearchParams(fragment);
  const retries = Math.min(5, Number(overrides.get('rc') ?? 1) || 0);
  if (attempt > retries) return false;
  const policies = (overrides.get('rp') ?? 'ct').split(',');
  if (policies.includes('all')) return true;
  if ('failure' in outcome) return policies.includes(outcome.failure === 'connect' ? 'ct' : 'rt');
  return policies.includes(outcome.status >= 500 ? '5xx' : '4xx');
}
