import fc from 'fast-check';
import { teamPolicy } from '../team-policy';
import { forecastSend } from './forecast-send';
import type { ChannelOutlook, PlannedSend, SendOutlook } from './forecast.types';

const noon = new Date('2027-06-09T16:00:00Z');
const hour = 3_600_000;
const later = (hours: number) => new Date(noon.getTime() + hours * hour);
const channel: ChannelOutlook = {
  address: '+12125550142',
  consent: 'granted',
  suppression: null,
  doNotContact: false,
  optOutReview: false,
  zone: 'America/New_York',
  sentAt: [],
};
const outlook = (change: Partial<ChannelOutlook> = {}, policy: object = {}): SendOutlook => ({
  policy: teamPolicy(policy),
  hasPostalAddress: true,
  leads: new Map([['lead', { EMAIL: { ...channel, ...change }, SMS: { ...channel, ...change } }]]),
});
const text: PlannedSend = {
  leadId: 'lead',
  channel: 'SMS',
  purpose: 'marketing',
  dueAt: noon,
  missingFields: [],
};

describe('what would become of a message', () => {
  it('sends what may go at once', () => {
    expect(forecastSend(outlook(), text)).toMatchObject({ outcome: 'sends', at: noon, reason: 'allowed' });
  });

  it('waits for the hours of the recipient', () => {
    const forecast = forecastSend(outlook(), { ...text, dueAt: new Date('2027-06-09T04:00:00Z') });
    expect(forecast).toMatchObject({ outcome: 'sends', at: new Date('2027-06-09T13:00:00Z') });
    expect(forecast.verdicts.map(({ verdict }) => verdict.reason)).toEqual(['outside_window', 'allowed']);
  });

  it('counts what was sent, and what would have been, against the cap', () => {
    const sentAt = [later(-3), later(-2)];
    expect(forecastSend(outlook({ sentAt }), text).outcome).toBe('sends');
    const forecast = forecastSend(outlook({ sentAt }), text, [later(-1)]);
    expect(forecast.verdicts[0]!.verdict).toMatchObject({ reason: 'frequency_cap', until: later(21) });
    expect(forecast).toMatchObject({ outcome: 'sends', at: later(21) });
    // What leaves later does not count now.
    expect(forecastSend(outlook({ sentAt }), text, [later(1)]).at).toEqual(noon);
  });

  it('says why a message would not go', () => {
    const reasonOf = (change: Partial<ChannelOutlook>, planned: Partial<PlannedSend> = {}) =>
      forecastSend(outlook(change), { ...text, ...planned }).reason;
    expect(reasonOf({ address: null })).toBe('no_address');
    expect(reasonOf({ consent: 'unknown' })).toBe('consent_missing');
    expect(reasonOf({}, { leadId: 'gone' })).toBe('no_address');
    expect(reasonOf({}, { missingFields: ['lead.city'] })).toBe('missing_fields');
    expect(
      forecastSend({ ...outlook(), hasPostalAddress: false }, { ...text, channel: 'EMAIL' }).reason,
    ).toBe('no_postal_address');
  });

  it('does not guess when a person will have decided', () => {
    expect(forecastSend(outlook({ optOutReview: true }), text)).toMatchObject({ outcome: 'waits', at: null });
  });

  it('ends, and never before the message is due, for any past', () => {
    const times = fc.array(fc.integer({ min: -72, max: 72 }), { maxLength: 12 });
    const policies = fc.record({
      max: fc.integer({ min: 1, max: 3 }),
      windowHours: fc.integer({ min: 1, max: 48 }),
    });
    fc.assert(
      fc.property(
        times,
        times,
        policies,
        fc.integer({ min: 0, max: 48 }),
        (sent, also, frequencyCap, due) => {
          const known = outlook({ sentAt: sent.map(later) }, { frequencyCap });
          const forecast = forecastSend(known, { ...text, dueAt: later(due) }, also.map(later));
          if (forecast.at) expect(forecast.at.getTime()).toBeGreaterThanOrEqual(later(due).getTime());
          expect(['sends', 'waits']).toContain(forecast.outcome);
        },
      ),
    );
  });
});
