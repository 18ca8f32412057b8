import type { Receipt } from './receipt';
import { suppressionOf } from './receipt-suppression';

const receipt = (
  kind: Receipt['kind'],
  provider: Receipt['provider'],
  detail: Receipt['detail'] = {},
): Receipt => ({
  ...{ id: 'r', messageId: 'm', providerId: null, address: 'a', at: new Date(0) },
  ...{ kind, provider, detail },
});
const mail = (kind: Receipt['kind'], reason?: string) => suppressionOf(receipt(kind, 'sendgrid', { reason }));
const text = (code?: string) => suppressionOf(receipt('failed', 'twilio', { code }));

describe('suppressionOf', () => {
  it('lets an address rest for good after a hard bounce, never after a block', () => {
    expect(mail('bounced')).toEqual({ reason: 'hard_bounce', scope: 'all', optOut: false });
    expect(mail('blocked')).toBeNull();
    expect(mail('deferred')).toBeNull();
    expect(mail('delivered')).toBeNull();
  });

  it.each([
    ['spam_report', 'complaint'],
    ['unsubscribed', 'unsubscribed'],
    ['group_unsubscribed', 'unsubscribed'],
  ] as const)('%s ends marketing, and says so on the lead', (kind, reason) => {
    expect(mail(kind)).toEqual({ reason, scope: 'marketing', optOut: true });
  });

  it.each([
    ['Bounced Address', 'hard_bounce'],
    ['Unsubscribed Address', 'unsubscribed'],
    ['Group Unsubscribed Address', 'unsubscribed'],
    ['Spam Reporting Address', 'complaint'],
    ['Invalid', 'invalid'],
    ['Invalid SMTPAPI header', 'invalid'],
    ['Spam Content (if Spam Checker app is enabled)', undefined],
    ['Recipient List over Package Quota', undefined],
  ])('a mail dropped for "%s"', (reason, suppressed) => {
    expect(mail('dropped', reason)?.reason).toBe(suppressed);
  });

  it.each([
    ['21610', 'stop', true],
    ['30004', 'carrier_block', false],
    ['30005', 'invalid', false],
    ['30006', 'invalid', false],
    ['21614', 'invalid', false],
  ])('a text that failed with %s', (code, reason, optOut) => {
    expect(text(code)).toEqual({ reason, scope: 'all', optOut });
  });

  it.each(['30003', '30007', '30008', '99999', undefined])('%s is about one text only', (code) => {
    expect(text(code)).toBeNull();
  });
});
