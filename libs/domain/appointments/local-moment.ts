import { offsetAt } from '@platform/clock';

const formats = new Map<string, Intl.DateTimeFormat>();
const mostKept = 500;

function formatOf(zone: string, style: 'moment' | 'time' | 'day'): Intl.DateTimeFormat {
  const key = `${style}:${zone}`;
  const known = formats.get(key);
  if (known) return known;
  const day = { weekday: 'short', month: 'short', day: 'numeric' } as const;
  const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  const parts = { moment: { ...day, ...time }, time, day }[style];
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...parts });
  if (formats.size >= mostKept) formats.clear();
  formats.set(key, format);
  return format;
}

/** ICU sets a narrow no-break space before AM and PM; one of those makes a text message twice as dear. */
const plain = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, ' ');

/** "Fri, Mar 6, 3:00 PM EST": an instant on the clock of `zone` (IANA). */
export const localMoment = (at: Date, zone: string): string => plain(formatOf(zone, 'moment').format(at));

/** "3:00 PM EST" */
export const localTimeOfDay = (at: Date, zone: string): string => plain(formatOf(zone, 'time').format(at));

/** "Fri, Mar 6" */
export const localDay = (at: Date, zone: string): string => plain(formatOf(zone, 'day').format(at));

/** Whether two clocks show different times at that instant. */
export const clocksDiffer = (at: Date, one: string, other: string): boolean =>
  offsetAt(one, at.getTime()) !== offsetAt(other, at.getTime());
