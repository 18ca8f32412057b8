import fc from 'fast-check';
import { decide, GATE_REASONS, type GateFacts, type GateReason } from './send-gate';
import { findAllowedInstant, SMS_MARKETING_WINDOW } from './send-window';

const NOON = new Date('2026-06-05T16:00:00Z');
const NIGHT = new Date('2026-06-05T04:00:00Z');
const since = new Date('2026-01-02T03:04:05Z');

function facts(change: Partial<GateFacts> = {}): GateFacts {
  return {
    channel: 'SMS',
    purpose: 'marketing',
    notAfter: null,
    keepsHours: false,
    source: { state: 'wanted' },
    address: '+12125550142',
    consent: 'granted',
    smsConsentRequired: true,
    suppression: null,
    doNotContact: false,
    optOutReview: false,
    zone: 'America/New_York',
    window: SMS_MARKETING_WINDOW,
    cap: null,
    content: { hasPostalAddress: true, hasUnsubscribe: true, missingFields: [] },
    quota: { remaining: null, resetsAt: null },
    ...change,
  };
}
const cap = (sentInWindow: number, freeAt: Date | null) => ({
  max: 3,
  windowHours: 24,
  sentInWindow,
  freeAt,
});
const bare = { hasPostalAddress: false, hasUnsubscribe: false, missingFields: [] };
const transactional = { purpose: 'transactional' } as const;
const email = { channel: 'EMAIL', window: null } as const;

describe('decide', () => {
  it.each<[string, Partial<GateFacts>, GateReason]>([
    ['all in order', {}, 'allowed'],
    ['campaign paused', { source: { state: 'paused' } }, 'source_paused'],
    ['campaign cancelled', { source: { state: 'cancelled' } }, 'source_cancelled'],
    ['appointment moved', { ...transactional, source: { state: 'superseded' } }, 'source_superseded'],
    ['no number', { address: null }, 'no_address'],
    ['SMS refused', { consent: 'denied' }, 'consent_denied'],
    ['SMS refused, reminder', { ...transactional, consent: 'denied' }, 'consent_denied'],
    ['SMS never asked', { consent: 'unknown' }, 'consent_missing'],
    ['SMS never asked, reminder', { ...transactional, consent: 'unknown' }, 'allowed'],
    ['SMS never asked, policy off', { consent: 'unknown', smsConsentRequired: false }, 'allowed'],
    ['SMS refused, policy off', { consent: 'denied', smsConsentRequired: false }, 'consent_denied'],
    ['email never asked', { ...email, consent: 'unknown' }, 'allowed'],
    ['email refused', { ...email, consent: 'denied' }, 'consent_denied'],
    ['email refused, password reset', { ...email, ...transactional, consent: 'denied' }, 'allowed'],
    ['bounced', { suppression: { reason: 'bounce', since, scope: 'all' } }, 'suppressed'],
    [
      'bounced, reminder',
      { ...transactional, suppression: { reason: 'bounce', since, scope: 'all' } },
      'suppressed',
    ],
    ['unsubscribed', { suppression: { reason: 'unsubscribe', since, scope: 'marketing' } }, 'suppressed'],
    [
      'unsubscribed, reminder',
      { ...transactional, suppression: { reason: 'unsubscribe', since, scope: 'marketing' } },
      'allowed',
    ],
    ['do not contact', { doNotContact: true }, 'do_not_contact'],
    ['do not contact, reminder', { ...transactional, doNotContact: true }, 'do_not_contact'],
    ['unclear reply', { optOutReview: true }, 'opt_out_review'],
    ['unclear reply, reminder', { ...transactional, optOutReview: true }, 'allowed'],
    ['unclear reply of a suppressed lead', { optOutReview: true, doNotContact: true }, 'do_not_contact'],
    ['cap reached', { cap: cap(3, null) }, 'frequency_cap'],
    ['cap not reached', { cap: cap(2, null) }, 'allowed'],
    ['cap reached, reminder', { ...transactional, cap: cap(3, null) }, 'allowed'],
    ['field missing', { content: { ...bare, missingFields: ['lead.city'] } }, 'missing_fields'],
    ['SMS needs no postal address', { content: bare }, 'allowed'],
    ['email without postal address', { ...email, content: bare }, 'no_postal_address'],
    [
      'email without unsubscribe',
      { ...email, content: { ...bare, hasPostalAddress: true } },
      'no_unsubscribe',
    ],
    ['receipt without either', { ...email, ...transactional, content: bare }, 'allowed'],
    ['quota used up', { quota: { remaining: 0, resetsAt: null } }, 'quota_exhausted'],
    [
      'quota used up, reminder',
      { ...transactional, quota: { remaining: 0, resetsAt: null } },
      'quota_exhausted',
    ],
    ['one left', { quota: { remaining: 1, resetsAt: null } }, 'allowed'],
  ])('%s', (_, change, reason) => {
    const verdict = decide(facts(change), NOON);
    expect(verdict.reason).toBe(reason);
    expect(verdict.checks.at(-1)?.result).toBe(verdict.action === 'send' ? 'pass' : verdict.action);
  });

  it('holds until the recipient’s hours, and says whose clock that is', () => {
    expect(decide(facts(), NIGHT)).toEqual({
      action: 'hold',
      reason: 'outside_window',
      until: new Date('2026-06-05T13:00:00Z'),
      checks: [
        { check: 'source', result: 'pass' },
        { check: 'deadline', result: 'pass' },
        { check: 'address', result: 'pass' },
        { check: 'consent', result: 'pass' },
        { check: 'suppression', result: 'pass' },
        { check: 'do_not_contact', result: 'pass' },
        { check: 'opt_out_review', result: 'pass' },
        { check: 'window', result: 'hold', detail: 'America/New_York' },
      ],
    });
    expect(decide(facts({ zone: null }), NIGHT).until).toEqual(new Date('2026-06-05T16:00:00Z'));
    expect(decide(facts({ zone: null }), NIGHT).checks.at(-1)?.detail).toMatch(/zone unknown/);
    expect(decide(facts({ ...transactional }), NIGHT).action).toBe('send');
    expect(decide(facts({ ...email }), NIGHT).action).toBe('send');
  });

  it('skips when there are no hours to wait for', () => {
    const morning = { from: '09:00', to: '10:00' };
    const window = { 1: morning, 2: null, 3: null, 4: null, 5: null, 6: null, 7: null };
    expect(decide(facts({ window, zone: null }), NIGHT).reason).toBe('window_never_opens');
    expect(decide(facts({ window }), NIGHT).reason).toBe('outside_window');
  });

  it('holds a capped message until it is free again within the recipient’s hours', () => {
    const until = (freeAt: Date | null) => decide(facts({ cap: cap(5, freeAt) }), NOON).until?.toISOString();
    expect(until(new Date('2026-06-05T18:00:00Z'))).toBe('2026-06-05T18:00:00.000Z');
    expect(until(new Date('2026-06-06T02:00:00Z'))).toBe('2026-06-06T13:00:00.000Z');
    expect(until(new Date('2026-06-01T00:00:00Z'))).toBe('2026-06-05T16:01:00.000Z');
    expect(until(null)).toBe('2026-06-05T17:00:00.000Z');
  });

  it('looks at an unclear reply again after an hour and leaves a paused source without a time', () => {
    expect(decide(facts({ optOutReview: true }), NOON).until).toEqual(new Date('2026-06-05T17:00:00Z'));
    expect(decide(facts({ source: { state: 'paused' } }), NOON)).not.toHaveProperty('until');
  });

  it('explains a suppression with its reason and date', () => {
    const verdict = decide(facts({ suppression: { reason: 'spam_report', since, scope: 'all' } }), NOON);
    expect(verdict.checks.at(-1)).toEqual({
      check: 'suppression',
      result: 'skip',
      detail: 'spam_report since 2026-01-02T03:04:05.000Z',
    });
  });

  it('lets nothing go that is of no use any more, nor hold until then', () => {
    const reminder = { purpose: 'transactional', keepsHours: true } as const;
    const at = (ms: number) => new Date(NIGHT.getTime() + ms);
    expect(decide(facts({ notAfter: NOON }), NOON)).toMatchObject({ action: 'skip', reason: 'too_late' });
    expect(decide(facts({ notAfter: at(NOON.getTime() - NIGHT.getTime() + 1) }), NOON).action).toBe('send');
    // Midnight in New York: the hours begin at nine.
    const opening = at(9 * 3_600_000);
    expect(decide(facts(reminder), NIGHT)).toMatchObject({ action: 'hold', until: opening });
    expect(decide(facts({ ...reminder, notAfter: at(10 * 3_600_000) }), NIGHT).action).toBe('hold');
    expect(decide(facts({ ...reminder, notAfter: opening }), NIGHT)).toMatchObject({
      action: 'skip',
      reason: 'too_late',
      checks: expect.arrayContaining([
        { check: 'window', result: 'skip', detail: `of use until ${opening.toISOString()}` },
      ]),
    });
    expect(decide(facts({ purpose: 'transactional' }), NIGHT).action).toBe('send');
  });

  it('never sends against any one of its facts, holds only into the future, and stays plain data', () => {
    const any: fc.Arbitrary<GateFacts> = fc.record({
      channel: fc.constantFrom('EMAIL', 'SMS'),
      purpose: fc.constantFrom('marketing', 'transactional'),
      notAfter: fc.constantFrom(null, null, NOON, new Date(NOON.getTime() + 10 * 3_600_000)),
      keepsHours: fc.boolean(),
      source: fc.record({
        state: fc.constantFrom('wanted', 'wanted', 'wanted', 'paused', 'cancelled', 'superseded'),
      }),
      address: fc.constantFrom('x', 'x', 'x', null),
      consent: fc.constantFrom('granted', 'denied', 'unknown'),
      smsConsentRequired: fc.boolean(),
      suppression: fc.constantFrom(
        null,
        { reason: 'r', since, scope: 'all' },
        { reason: 'r', since, scope: 'marketing' },
      ),
      doNotContact: fc.constantFrom(false, false, true),
      optOutReview: fc.constantFrom(false, false, true),
      zone: fc.constantFrom(null, 'America/Denver', 'nonsense'),
      window: fc.constantFrom(null, SMS_MARKETING_WINDOW),
      cap: fc.constantFrom(null, cap(1, null), cap(3, since), cap(4, null)),
      content: fc.record({
        hasPostalAddress: fc.boolean(),
        hasUnsubscribe: fc.boolean(),
        missingFields: fc.constantFrom<string[]>([], [], ['lead.city']),
      }),
      quota: fc.record({ remaining: fc.constantFrom(null, 5, 0), resetsAt: fc.constantFrom(null, since) }),
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(any, fc.constantFrom(NOON, NIGHT), (given, now) => {
        const verdict = decide(given, now);
        seen.add(verdict.reason);
        const marketing = given.purpose === 'marketing';
        if (verdict.action === 'send') {
          expect(given.source.state).toBe('wanted');
          expect(given.address).not.toBeNull();
          expect(given.doNotContact).toBe(false);
          expect(given.suppression === null || (!marketing && given.suppression.scope === 'marketing')).toBe(
            true,
          );
          expect(given.content.missingFields).toEqual([]);
          expect(given.quota.remaining).not.toBe(0);
          if (given.channel === 'SMS') expect(given.consent).not.toBe('denied');
          if (marketing) {
            expect(given.consent).not.toBe('denied');
            expect(given.optOutReview).toBe(false);
            if (given.window) expect(findAllowedInstant(now, given.zone, given.window)).toBe(now);
            if (given.cap) expect(given.cap.sentInWindow).toBeLessThan(given.cap.max);
            if (given.channel === 'SMS' && given.smsConsentRequired) expect(given.consent).toBe('granted');
            if (given.channel === 'EMAIL') {
              expect(given.content).toMatchObject({ hasPostalAddress: true, hasUnsubscribe: true });
            }
          }
        }
        if (verdict.until) expect(verdict.until.getTime()).toBeGreaterThan(now.getTime());
        expect(verdict.checks.filter(({ result }) => result !== 'pass')).toHaveLength(
          verdict.action === 'send' ? 0 : 1,
        );
        expect(JSON.parse(JSON.stringify(verdict.checks))).toEqual(verdict.checks);
      }),
      { numRuns: 20_000 },
    );
    expect([...seen].sort()).toEqual(
      Object.keys(GATE_REASONS)
        .filter((code) => !['window_never_opens', 'lead_merged'].includes(code))
        .sort(),
    );
  });
});
