import {
  isPeriod,
  lastDays,
  nextDays,
  periodOf,
  startOfDay,
  isDay,
  type Comparison,
  type Moment,
} from '@domain/conditions';

/** Between which moments something has to lie. */
export interface Window {
  from?: { at: Date; open: boolean };
  to?: { at: Date; open: boolean };
}

/** The moments that a comparison of a moment means; null for operators that ask something else. */
export function windowOf({ op, value }: Comparison, moment: Moment): Window | null {
  const at = () => (isDay(String(value)) ? startOfDay(String(value), moment.zone) : new Date(String(value)));
  switch (op) {
    case 'before':
      return { to: { at: at(), open: true } };
    case 'after':
      return { from: { at: at(), open: true } };
    case 'in_last_days':
      return closed(lastDays(Number(value), moment).moments);
    case 'in_next_days':
      return closed(nextDays(Number(value), moment).moments);
    case 'in_period':
      return isPeriod(value) ? closed(periodOf(value, moment).moments) : null;
    default:
      return null;
  }
}

const closed = ({ from, to, open }: { from: Date; to: Date; open: boolean }): Window => ({
  from: { at: from, open: false },
  to: { at: to, open },
});
