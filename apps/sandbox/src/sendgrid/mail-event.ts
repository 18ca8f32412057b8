import { firstLink, personalizationOf } from './rendered-mail';
import type { MailBatch } from './mail-batch';
import type { ScriptedEvent } from './mail-outcome';

/** One event of one recipient, not yet written out. */
export interface MailEventRef {
  batch: MailBatch;
  recipient: number;
  event: ScriptedEvent;
}

/** The event as SendGrid posts it: custom arguments flat at the top, where the provider's own names win. `at` in milliseconds. */
function mailEvent({ batch, recipient, event }: MailEventRef, at: number): Record<string, unknown> {
  const { mail, messageId } = batch;
  const personalization = personalizationOf(batch, recipient);
  const name = event === 'unsubscribe' && mail.asm ? 'group_unsubscribe' : event;
  return {
    ...mail.custom_args,
    ...personalization.custom_args,
    email: batch.recipients.addresses[recipient],
    event: name === 'blocked' ? 'bounce' : name,
    timestamp: Math.floor(at / 1_000),
    'smtp-id': `<${messageId}@geopod-ismtpd-sandbox>`,
    // Made from what it names, so that retries and copies carry the same id.
    sg_event_id: Buffer.from(`${name}-${recipient}-${messageId}-0`).toString('base64url'),
    sg_message_id: `${messageId}.recvd-sandbox-${recipient}.0`,
    ...(mail.categories ? { category: mail.categories } : {}),
    ...(mail.asm ? { asm_group_id: mail.asm.group_id } : {}),
    ...details(event, batch, recipient),
  };
}

const browser = { useragent: 'Mozilla/5.0 (sandbox)', ip: '192.0.2.10' };

function details(event: ScriptedEvent, batch: MailBatch, recipient: number): Record<string, unknown> {
  switch (event) {
    case 'deferred':
      return { response: '451 4.7.1 try again later', attempt: '1' };
    case 'delivered':
      return { response: '250 OK', ip: '192.0.2.1', tls: 1 };
    case 'bounce':
      return { type: 'bounce', reason: '550 5.1.1 The email account does not exist', status: '5.1.1' };
    case 'blocked':
      return { type: 'blocked', reason: '554 5.7.1 Message refused by policy', status: '5.7.1' };
    case 'dropped':
      return { reason: 'Bounced Address', status: '5.0.0' };
    case 'open':
      return { ...browser, sg_machine_open: false, sg_content_type: 'html' };
    case 'click':
      return { ...browser, url: firstLink(batch, recipient), url_offset: { index: 0, type: 'html' } };
    case 'processed':
    case 'unsubscribe':
    case 'spamreport':
      return {};
  }
}

/** The raw body: CRLF between the elements and at the end, both covered by the signature. */
export function eventsBody(refs: readonly MailEventRef[], at: number): string {
  return `[${refs.map((ref) => JSON.stringify(mailEvent(ref, at))).join(',\r\n')}]\r\n`;
}
