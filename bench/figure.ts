/** One printed figure. What each name measures, and against what, is told in README.md. */
export interface Figure {
  name: string;
  /** The measured value, in `unit`. */
  figure: number;
  /** What the same machine did in the same run without the product, or the fixed bound where there is no such thing. */
  limit: number;
  /** figure ÷ limit. */
  ratio: number;
  /** The bound on `ratio`; `pass` says whether it is kept, together with every bound named in `details`. */
  target: number;
  pass: boolean;
  unit: string;
  details: Record<string, unknown>;
}

export type Backend = 'redis' | 'postgres';

export interface BenchOptions {
  backends: Backend[];
  /** Recipients, jobs or rows instead of the usual number. */
  size?: number;
  /** Also measure how memory grows (email-campaign; takes many minutes). */
  memory: boolean;
  /** A folder for CPU profiles of the product's processes. */
  profile?: string;
}

/** Each bench starts and ends what it needs. */
export type Bench = (options: BenchOptions) => Promise<Figure>;

type Measured = Omit<Figure, 'ratio' | 'pass'>;

export function atLeast(measured: Measured, ...alsoTrue: boolean[]): Figure {
  const ratio = round(measured.figure / measured.limit);
  return figureOf(measured, ratio, ratio >= measured.target && alsoTrue.every(Boolean));
}

export function atMost(measured: Measured, ...alsoTrue: boolean[]): Figure {
  const ratio = round(measured.figure / measured.limit);
  return figureOf(measured, ratio, ratio <= measured.target && alsoTrue.every(Boolean));
}

function figureOf(
  { name, figure, limit, target, unit, details }: Measured,
  ratio: number,
  pass: boolean,
): Figure {
  return { name, figure, limit, ratio, target, pass, unit, details };
}

/** One figure of several backends: the worse one speaks, all are in the details. */
export function worstOf(figures: Record<string, Figure>): Figure {
  const all = Object.values(figures);
  const failed = all.filter(({ pass }) => !pass);
  const margin = ({ ratio, target }: Figure) => Math.abs(ratio - target) / target;
  const worst =
    failed.length > 0
      ? failed.toSorted((a, b) => margin(b) - margin(a))[0]!
      : all.toSorted((a, b) => margin(a) - margin(b))[0]!;
  const details = Object.fromEntries(
    Object.entries(figures).map(([key, { figure, limit, ratio, pass, details: own }]) => [
      key,
      { figure, limit, ratio, pass, ...own },
    ]),
  );
  return { ...worst, pass: failed.length === 0, details };
}

/** Three significant digits below 100, whole numbers above: more would pretend to a precision that is not there. */
export function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Nearest-rank percentile, `share` 0–1. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

/** The round whose ratio is the median one: figure and limit then belong to the same minutes of a busy machine. */
export function medianRound<R extends { figure: number; limit: number }>(rounds: R[]): R {
  return rounds.toSorted((a, b) => a.figure / a.limit - b.figure / b.limit)[(rounds.length - 1) >> 1]!;
}
