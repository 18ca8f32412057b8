import fc from 'fast-check';
import { afterOpenMinutes, isOpen, nextOpening, type WorkingHours } from './working-hours';

const zone = 'America/New_York';
const office: WorkingHours = { zone, spans: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] };
const at = (text: string) => new Date(text);

describe('working hours', () => {
  it('are those of the zone, on both sides of a clock change', () => {
    // Clocks go forward on Sunday, March 8th 2026.
    expect(isOpen(office, at('2026-03-06T13:59:59Z'))).toBe(false);
    expect(isOpen(office, at('2026-03-06T14:00:00Z'))).toBe(true);
    expect(isOpen(office, at('2026-03-06T22:00:00Z'))).toBe(false);
    expect(isOpen(office, at('2026-03-09T13:00:00Z'))).toBe(true);
    expect(isOpen(office, at('2026-03-07T15:00:00Z'))).toBe(false);
    expect(isOpen(null, at('2026-03-07T15:00:00Z'))).toBe(true);
  });

  it('open next where they say so, or never', () => {
    expect(nextOpening(office, at('2026-03-06T23:00:00Z'))).toEqual(at('2026-03-09T13:00:00Z'));
    expect(nextOpening(office, at('2026-03-09T15:00:00Z'))).toEqual(at('2026-03-09T15:00:00Z'));
    expect(nextOpening({ zone, spans: [] }, at('2026-03-09T15:00:00Z'))).toBeNull();
    const midnight = { zone, spans: [{ days: [7], from: '22:00', to: '24:00' }] };
    expect(nextOpening(midnight, at('2026-03-09T03:59:00Z'))).toEqual(at('2026-03-09T03:59:00Z'));
    expect(nextOpening(midnight, at('2026-03-09T04:00:00Z'))).toEqual(at('2026-03-16T02:00:00Z'));
  });

  it('are all that a promise counts', () => {
    const friday = at('2026-03-06T21:50:00Z');
    expect(afterOpenMinutes(office, friday, 5)).toEqual(at('2026-03-06T21:55:00Z'));
    expect(afterOpenMinutes(office, friday, 15)).toEqual(at('2026-03-09T13:05:00Z'));
    expect(afterOpenMinutes(null, friday, 15)).toEqual(at('2026-03-06T22:05:00Z'));
    expect(afterOpenMinutes({ zone, spans: [] }, friday, 15)).toEqual(at('2026-03-06T22:05:00Z'));
  });

  it('that come once a week are gone through week by week', () => {
    const mondays = { zone, spans: [{ days: [1], from: '09:00', to: '10:00' }] };
    expect(afterOpenMinutes(mondays, at('2026-04-06T13:00:00Z'), 150)).toEqual(at('2026-04-20T13:30:00Z'));
  });

  it('minute by minute come to the same, spans that overlap counted once', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
            from: fc.integer({ min: 0, max: 11 }).map((hour) => `${String(hour).padStart(2, '0')}:00`),
            to: fc.integer({ min: 12, max: 24 }).map((hour) => `${String(hour).padStart(2, '0')}:00`),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.integer({ min: 0, max: 9 * 24 * 4 }),
        fc.integer({ min: 1, max: 60 }),
        (spans, quarter, quarters) => {
          const hours = { zone, spans };
          const start = at('2026-03-05T00:00:00Z').getTime() + quarter * 900_000;
          const end = afterOpenMinutes(hours, new Date(start), quarters * 15).getTime();
          let open = 0;
          for (let moment = start; moment < end; moment += 900_000)
            if (isOpen(hours, new Date(moment))) open += 1;
          expect(open).toBe(quarters);
        },
      ),
      { numRuns: 40 },
    ));
});
