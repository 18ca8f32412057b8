/** A figure beside that of the previous period. */
export interface Compared {
  value: number;
  previous: number;
  /** (value − previous) ÷ previous, to four places; null when there was nothing before. */
  change: number | null;
}

/** A share or an average beside that of the previous period; null where there is nothing to divide by. */
export interface ComparedRate {
  value: number | null;
  previous: number | null;
  /** value − previous. */
  change: number | null;
}

const toFourPlaces = (value: number) => Math.round(value * 10_000) / 10_000;
/** Money and days. */
export const toTwoPlaces = (value: number): number => Math.round(value * 100) / 100;

export function compared(value: number, previous: number): Compared {
  return { value, previous, change: previous === 0 ? null : toFourPlaces((value - previous) / previous) };
}

export function comparedRate(value: number | null, previous: number | null): ComparedRate {
  return {
    value,
    previous,
    change: value === null || previous === null ? null : toFourPlaces(value - previous),
  };
}

/** 0 to 1, to four places; null when the whole is nothing. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? toFourPlaces(part / whole) : null;
}

/** To two places; null when there is nothing to divide by. */
export function average(sum: number, many: number): number | null {
  return many > 0 ? toTwoPlaces(sum / many) : null;
}
