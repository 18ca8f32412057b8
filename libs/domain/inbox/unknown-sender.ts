import type { LeadInput } from '@domain/leads';

const longestName = 100;

/** What is known of somebody who wrote: the name on their mail, else what stands before the @, else the number. */
export function leadFromSender(sender: {
  channel: string;
  fromAddress: string;
  senderName: string | null;
}): LeadInput {
  const { channel, fromAddress } = sender;
  const name = (sender.senderName ?? '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longestName);
  if (channel === 'SMS') return { name: name || fromAddress, phone: fromAddress, source: 'inbound_sms' };
  return { name: name || fromAddress.split('@')[0]!, email: fromAddress, source: 'inbound_email' };
}
