import { twilioErrorEffect } from '@integrations/sms';
import type { Receipt } from './receipt';
import type { SuppressionReason, SuppressionScope } from '../unsubscribe/suppression';

export interface SuppressionEffect {
  reason: SuppressionReason;
  scope: SuppressionScope;
  /** The person asked for it, so the lead's consent is withdrawn as well. */
  optOut: boolean;
}

const withdrawn: SuppressionEffect = { reason: 'unsubscribed', scope: 'marketing', optOut: true };
const complaint: SuppressionEffect = { reason: 'complaint', scope: 'marketing', optOut: true };
const deadAddress: SuppressionEffect = { reason: 'hard_bounce', scope: 'all', optOut: false };
const invalid: SuppressionEffect = { reason: 'invalid', scope: 'all', optOut: false };

/**
 * Whether the address must not be written to after this receipt. A block, a full mailbox or a filtered text is about one
 * message; SendGrid's drop reasons repeat what its own suppression lists hold (Event Webhook reference, "dropped").
 */
export function suppressionOf({ kind, provider, detail }: Receipt): SuppressionEffect | null {
  switch (kind) {
    case 'bounced':
      return deadAddress;
    case 'spam_report':
      return complaint;
    case 'unsubscribed':
    case 'group_unsubscribed':
      return withdrawn;
    case 'dropped':
      return dropEffect(detail.reason ?? '');
    case 'failed':
    case 'undelivered':
      return provider === 'twilio' ? textEffect(detail.code) : null;
    default:
      return null;
  }
}

function dropEffect(reason: string): SuppressionEffect | null {
  if (/^bounced address/i.test(reason)) return deadAddress;
  if (/^(group )?unsubscribed address/i.test(reason)) return withdrawn;
  if (/^spam reporting address/i.test(reason)) return complaint;
  return /^invalid\b/i.test(reason) ? invalid : null;
}

/** 21610: the person texted STOP to Twilio's own opt-out; 30004: the carrier blocks us (https://www.twilio.com/docs/api/errors). */
function textEffect(code: string | undefined): SuppressionEffect | null {
  switch (twilioErrorEffect(code === undefined ? undefined : Number(code)).effect) {
    case 'suppress':
      return code === '21610'
        ? { reason: 'stop', scope: 'all', optOut: true }
        : { reason: 'carrier_block', scope: 'all', optOut: false };
    case 'invalid_number':
    case 'landline':
      return invalid;
    default:
      return null;
  }
}
