/** Days as YYYY-MM-DD, whatever the clock: pure arithmetic on the calendar. */
const day = 86_400_000;
const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);

export const plusDays = (date: string, days: number): string => dateOf(at(date) + days * day);
/** Days from one to the other, both included. */
export const daysIn = (from: string, to: string): number => Math.round((at(to) - at(from)) / day) + 1;

/** The Monday of its week (ISO 8601). */
export const weekOf = (date: string): string => plusDays(date, -((new Date(at(date)).getUTCDay() + 6) % 7));

/** The first of the month so many months away. */
export function monthOf(date: string, months = 0): string {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return dateOf(Date.UTC(year, month - 1 + months, 1));
}

export function quarterOf(date: string, quarters = 0): string {
  const month = Number(date.slice(5, 7)) - 1;
  return monthOf(date, quarters * 3 - (month % 3));
}

export const yearOf = (date: string, years = 0): string => `${Number(date.slice(0, 4)) + years}-01-01`;
