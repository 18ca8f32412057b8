import { createPrivateKey, randomBytes, sign } from 'node:crypto';

export interface SentMessage {
  id: string;
  teamId: string;
  address: string;
}

export interface SignedPost {
  body: string;
  headers: Record<string, string>;
  events: number;
}

/** SendGrid posts at most that many events at once. */
export const arraySize = 1_000;

/**
 * What SendGrid tells of mails that went well, in the order it happens: each is processed and delivered, every fifth is opened,
 * every twenty-fifth clicked. In signed arrays of 1,000.
 */
export function signedEvents(messages: SentMessage[], privateKey: string): SignedPost[] {
  const key = createPrivateKey({
    key: Buffer.from(privateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const now = Math.floor(Date.now() / 1_000);
  const tell = (event: string, chosen: SentMessage[], extra: object = {}) =>
    chosen.map(({ id, teamId, address }) => ({
      email: address,
      timestamp: now,
      event,
      sg_event_id: randomBytes(16).toString('base64url'),
      sg_message_id: `${id.slice(0, 22)}.recvd-5f54b5d587-bench-1-${id.slice(0, 8)}.0`,
      'smtp-id': `<${id}@geopod-ismtpd-1>`,
      crm_message_id: id,
      crm_team_id: teamId,
      ...extra,
    }));
  const every = (nth: number) => messages.filter((_message, index) => index % nth === 0);
  const agent = { useragent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', ip: '203.0.113.7' };
  const events: object[] = [
    ...tell('processed', messages),
    ...tell('delivered', messages, { response: '250 2.0.0 OK', ip: '192.0.2.10', tls: 1 }),
    ...tell('open', every(5), { ...agent, sg_machine_open: false }),
    ...tell('click', every(25), { ...agent, url: 'https://homes.example/listing/12' }),
  ];
  return Array.from({ length: Math.ceil(events.length / arraySize) }, (_, index) => {
    const part = events.slice(index * arraySize, (index + 1) * arraySize);
    const body = JSON.stringify(part);
    const timestamp = String(now);
    return {
      body,
      events: part.length,
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString(
          'base64',
        ),
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
    };
  });
}
