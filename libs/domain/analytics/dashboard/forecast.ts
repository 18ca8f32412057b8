import { share, toTwoPlaces } from './compared';
import { OPEN_STAGES, type OpenStage } from './stages';
import type { OpenRow, OutcomeRow } from './standing.repository';

/** Outcomes older than that tell little of today. */
export const historyDays = 730;
/** With fewer won and lost leads than that no number is told, and none when nearly all ended alike; as predictions of single leads do. */
const minOutcomes = 50;
const minOfEach = 10;
/** A stage from which fewer were closed has no rate of its own, and its leads are left out. */
const minOfStage = 10;
/** So many leads in a span of 30 days make no certainty: 8 of 10 outcomes lie within this many deviations. */
const deviations = 1.281_55;
const oldest = 36;
const windows = 3;

export interface StageForecast {
  stage: OpenStage;
  leads: number;
  value: number;
  /** Their value is not known, so that it is not in the forecast. */
  withoutValue: number;
  /** Won and lost leads that had come at least to this stage. */
  outcomes: number;
  /** Share of those that was won; null when there are too few. */
  winRate: number | null;
  /** value × winRate. */
  expected: number | null;
}

export interface Forecast {
  status: 'ready' | 'not_enough_data';
  outcomes: { won: number; lost: number; needed: number };
  pipelineValue: number;
  /** The sum over the stages. */
  expected: number | null;
  /** In 8 of 10 cases what is won of the present pipeline lies between these. */
  low: number | null;
  high: number | null;
  /** Value in stages without a rate: in neither number. */
  leftOut: number;
  stages: StageForecast[];
  /** When it may come in, by the ages at which leads were won. */
  windows: { fromDay: number; toDay: number | null; expected: number }[];
}

/**
 * The value of the open leads of each stage × the share won of the leads that had come at least that far and were won or lost in the last
 * two years. Leads that came closed (an import of old clients) walked no way and teach nothing. The range has two parts: that a lead is
 * won or not, whatever the rate, and that the rate itself is known from so many outcomes only (a beta posterior with a flat prior);
 * leads are taken for independent, which a market is not. Pure.
 */
export function forecastOf(open: readonly OpenRow[], outcomes: readonly OutcomeRow[]): Forecast {
  const won = total(outcomes.filter((row) => row.won));
  const lost = total(outcomes.filter((row) => !row.won));
  const isReady = won + lost >= minOutcomes && Math.min(won, lost) >= minOfEach;
  const stages = OPEN_STAGES.map((stage, rank) => stageOf(stage, rank, open, outcomes, isReady));
  const known = stages.filter(({ expected }) => expected !== null);
  const sum = (of: (stage: Working) => number) => known.reduce((all, stage) => all + of(stage), 0);
  const expected = sum((stage) => stage.expected!);
  const spread = deviations * Math.sqrt(sum(({ variance }) => variance));
  const forecastValue = sum(({ value }) => value);
  const pipelineValue = stages.reduce((all, { value }) => all + value, 0);
  return {
    status: isReady ? 'ready' : 'not_enough_data',
    outcomes: { won, lost, needed: minOutcomes },
    pipelineValue: toTwoPlaces(pipelineValue),
    expected: isReady ? toTwoPlaces(expected) : null,
    low: isReady ? toTwoPlaces(Math.max(0, expected - spread)) : null,
    high: isReady ? toTwoPlaces(Math.min(forecastValue, expected + spread)) : null,
    leftOut: toTwoPlaces(pipelineValue - forecastValue),
    stages: stages.map(({ variance: _, ...stage }) => ({
      ...stage,
      expected: stage.expected === null ? null : toTwoPlaces(stage.expected),
    })),
    windows: isReady ? windowsOf(open, outcomes, known) : [],
  };
}

interface Working extends StageForecast {
  variance: number;
}

const total = (rows: readonly { leads: number }[]) => rows.reduce((sum, { leads }) => sum + leads, 0);

function stageOf(
  stage: OpenStage,
  rank: number,
  open: readonly OpenRow[],
  outcomes: readonly OutcomeRow[],
  isReady: boolean,
): Working {
  const rows = open.filter(({ status }) => status === stage);
  const leads = total(rows);
  const value = rows.reduce((sum, row) => sum + row.value, 0);
  const squares = rows.reduce((sum, row) => sum + row.squares, 0);
  const withoutValue = leads - rows.reduce((sum, row) => sum + row.valued, 0);
  const past = outcomes.filter(({ reached }) => reached >= rank);
  const closed = total(past);
  const won = total(past.filter((row) => row.won));
  const told = { stage, leads, value: toTwoPlaces(value), withoutValue, outcomes: closed };
  if (!isReady || closed < minOfStage) return { ...told, winRate: null, expected: null, variance: 0 };
  // The mean of the posterior, so that ten of ten are no certainty.
  const likely = (won + 1) / (closed + 2);
  const ofLeads = squares * likely * (1 - likely);
  const ofRate = (value * value * likely * (1 - likely)) / (closed + 3);
  return {
    ...told,
    winRate: share(won, closed),
    expected: (value * won) / closed,
    variance: ofLeads + ofRate,
  };
}

/**
 * A lead known for so many spans of 30 days is won, if it is, at one of the greater ages at which others were won: half of its own span
 * is over. The next three spans, and later.
 */
function windowsOf(
  open: readonly OpenRow[],
  outcomes: readonly OutcomeRow[],
  stages: readonly Working[],
): Forecast['windows'] {
  const wins = Array.from({ length: oldest + windows + 2 }, (_, age) =>
    total(outcomes.filter((row) => row.won && row.age === age)),
  );
  const sums = Array.from({ length: windows + 1 }, () => 0);
  for (const { status, age, value } of open) {
    const stage = stages.find((known) => known.stage === status);
    if (!stage || stage.outcomes === 0) continue;
    const expected = stage.value === 0 ? 0 : (value / stage.value) * stage.expected!;
    const ahead = wins[age]! / 2 + wins.slice(age + 1).reduce((sum, each) => sum + each, 0);
    const parts = Array.from({ length: windows }, (_, window) =>
      age >= oldest || ahead === 0 ? 0 : (wins[age + window]! + wins[age + window + 1]!) / 2 / ahead,
    );
    parts.forEach((part, window) => (sums[window]! += expected * part));
    sums[windows]! += expected * (1 - parts.reduce((sum, part) => sum + part, 0));
  }
  return sums.map((expected, window) => ({
    fromDay: window * 30,
    toDay: window === windows ? null : (window + 1) * 30,
    expected: toTwoPlaces(expected),
  }));
}
