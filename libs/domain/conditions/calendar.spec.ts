import { anniversaryDays, lastDays, nextDays, periodOf, PERIODS, startOfDay } from './calendar';
import type { Condition, Facts } from './condition.types';
import { evaluate } from './evaluate';

const chicago = 'America/Chicago';
/** 9 March, 21:30, in Chicago; five days before its clocks go forward. */
const evening = { now: new Date('2027-03-10T03:30:00Z'), zone: chicago };

describe('periods of a zone', () => {
  it.each([
    ['today', '2027-03-09T06:00:00Z', '2027-03-10T06:00:00Z', '2027-03-09', '2027-03-09'],
    ['yesterday', '2027-03-08T06:00:00Z', '2027-03-09T06:00:00Z', '2027-03-08', '2027-03-08'],
    ['tomorrow', '2027-03-10T06:00:00Z', '2027-03-11T06:00:00Z', '2027-03-10', '2027-03-10'],
    ['this_week', '2027-03-08T06:00:00Z', '2027-03-15T05:00:00Z', '2027-03-08', '2027-03-14'],
    ['last_week', '2027-03-01T06:00:00Z', '2027-03-08T06:00:00Z', '2027-03-01', '2027-03-07'],
    ['next_week', '2027-03-15T05:00:00Z', '2027-03-22T05:00:00Z', '2027-03-15', '2027-03-21'],
    ['this_month', '2027-03-01T06:00:00Z', '2027-04-01T05:00:00Z', '2027-03-01', '2027-03-31'],
    ['last_month', '2027-02-01T06:00:00Z', '2027-03-01T06:00:00Z', '2027-02-01', '2027-02-28'],
    ['next_month', '2027-04-01T05:00:00Z', '2027-05-01T05:00:00Z', '2027-04-01', '2027-04-30'],
    ['this_quarter', '2027-01-01T06:00:00Z', '2027-04-01T05:00:00Z', '2027-01-01', '2027-03-31'],
    ['last_quarter', '2026-10-01T05:00:00Z', '2027-01-01T06:00:00Z', '2026-10-01', '2026-12-31'],
    ['this_year', '2027-01-01T06:00:00Z', '2028-01-01T06:00:00Z', '2027-01-01', '2027-12-31'],
    ['last_year', '2026-01-01T06:00:00Z', '2027-01-01T06:00:00Z', '2026-01-01', '2026-12-31'],
  ] as const)('%s', (period, from, to, firstDay, lastDay) => {
    const span = periodOf(period, evening);
    expect(span.moments).toEqual({ from: new Date(from), to: new Date(to), open: true });
    expect(span.days).toEqual({ from: firstDay, to: lastDay });
  });

  it('are all of them', () => {
    for (const period of PERIODS) expect(() => periodOf(period, evening)).not.toThrow();
  });
});

it('begins a day whose midnight is skipped when its clock starts', () => {
  // Santiago set its clocks forward at midnight on 6 September 2026: the day began at 01:00, UTC-3.
  expect(startOfDay('2026-09-06', 'America/Santiago')).toEqual(new Date('2026-09-06T04:00:00Z'));
});

it('counts days back and ahead from the day that the zone shows', () => {
  expect(lastDays(2, evening).days).toEqual({ from: '2027-03-07', to: '2027-03-09' });
  expect(nextDays(2, evening).days).toEqual({ from: '2027-03-09', to: '2027-03-11' });
  expect(nextDays(2, { ...evening, zone: 'UTC' }).days).toEqual({ from: '2027-03-10', to: '2027-03-12' });
});

describe('anniversaries', () => {
  it('go by month and day, over the turn of a year', () =>
    expect(anniversaryDays({ from: '2026-12-30', to: '2027-01-02' })).toEqual([
      '12-30',
      '12-31',
      '01-01',
      '01-02',
    ]));

  it('of a February 29 are on the 28th where there is none', () => {
    expect(anniversaryDays({ from: '2027-02-28', to: '2027-02-28' })).toEqual(['02-28', '02-29']);
    expect(anniversaryDays({ from: '2028-02-28', to: '2028-02-28' })).toEqual(['02-28']);
    expect(anniversaryDays({ from: '2028-02-29', to: '2028-02-29' })).toEqual(['02-29']);
  });
});

describe('conditions by the calendar', () => {
  const facts: Facts = {
    'lead.createdAt': '2027-03-09T05:59:59.000Z',
    'lead.custom.birthday': '1984-03-10',
    'lead.custom.closing': '2027-03-09',
  };
  const holds = (fact: string, op: string, value: string | number, zone = chicago) =>
    evaluate({ fact, op, value } as Condition, facts, evening.now, zone);

  it('say yesterday of what was a second before midnight there', () => {
    expect(holds('lead.createdAt', 'in_period', 'yesterday')).toBe(true);
    expect(holds('lead.createdAt', 'in_period', 'today')).toBe(false);
    expect(holds('lead.createdAt', 'in_period', 'yesterday', 'UTC')).toBe(true);
    expect(holds('lead.createdAt', 'in_period', 'nonsense')).toBe(false);
  });

  it('take a day as a whole', () => {
    expect(holds('lead.custom.closing', 'in_next_days', 0)).toBe(true);
    expect(holds('lead.custom.closing', 'in_last_days', 0)).toBe(true);
    expect(holds('lead.custom.closing', 'in_next_days', 0, 'UTC')).toBe(false);
  });

  it('know birthdays', () => {
    expect(holds('lead.custom.birthday', 'anniversary_in_next_days', 0)).toBe(false);
    expect(holds('lead.custom.birthday', 'anniversary_in_next_days', 1)).toBe(true);
    expect(holds('lead.custom.birthday', 'anniversary_in_period', 'this_month')).toBe(true);
    expect(holds('lead.custom.birthday', 'anniversary_in_period', 'last_month')).toBe(false);
    expect(holds('lead.createdAt', 'anniversary_in_period', 'this_year')).toBe(false);
  });
});
