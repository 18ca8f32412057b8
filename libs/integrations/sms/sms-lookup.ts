import type { Twilio } from 'twilio';
import type { SmsEvidence, SmsLookup } from './sms-message';

export interface LookupQuery {
  /** E.164. */
  to: string;
  /** When the message was handed off, in unix milliseconds. */
  sinceMs: number;
  /** Only messages with exactly this text. */
  body?: string;
}

const LIMIT = 100;
// Twilio's dates are whole seconds by its own clock.
const CLOCK_LEEWAY_MS = 60_000;

/**
 * Messages sent to a number since a moment, newest first. Not filtered by `DateSent`, which a message still queued at
 * Twilio does not have.
 */
export async function findMessages(client: Twilio, from: string, query: LookupQuery): Promise<SmsLookup> {
  const listed = await client.messages.list({ to: query.to, limit: LIMIT, pageSize: LIMIT });
  const earliest = query.sinceMs - CLOCK_LEEWAY_MS;
  const recent = listed.filter(({ dateCreated }) => dateCreated.getTime() >= earliest);
  const messages = recent
    .filter((message) => message.direction.startsWith('outbound'))
    .filter((message) => query.body === undefined || message.body === query.body)
    // A message of a service has no sender until the service has picked one.
    .filter((message) => from.startsWith('MG') || message.from === from)
    .map((message): SmsEvidence => ({
      sid: message.sid,
      status: message.status,
      body: message.body,
      from: message.from ?? '',
      createdAt: message.dateCreated,
      errorCode: Number.isInteger(message.errorCode) ? message.errorCode : undefined,
    }));
  if (messages.length > 0) return { kind: 'found', messages };
  if (recent.length === LIMIT) {
    return { kind: 'unavailable', code: 'too_many', detail: `more than ${LIMIT} messages to this number` };
  }
  return { kind: 'none' };
}
