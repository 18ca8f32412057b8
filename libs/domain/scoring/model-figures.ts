/** A lead whose end is known, and what was said of it before. */
export interface Judged {
  /** The higher, the likelier. */
  score: number;
  happened: boolean;
}

export interface Decile {
  /** 1 is the best tenth. */
  decile: number;
  leads: number;
  happened: number;
  rate: number;
  /** `rate` divided by that of all: 1 is no better than chance. */
  lift: number;
}

export interface ReliabilityBin {
  from: number;
  to: number;
  leads: number;
  /** Mean of what was said, and how often it happened. */
  predicted: number;
  observed: number;
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
const mean = (values: readonly number[]) =>
  share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
const rate = (judged: readonly Judged[]) =>
  share(judged.filter(({ happened }) => happened).length, judged.length);

/** Tenths of equal size, the best first. Leads of one score are shared out as they come. */
export function liftByDecile(judged: readonly Judged[]): Decile[] {
  const sorted = judged.toSorted((one, other) => other.score - one.score);
  const base = rate(judged);
  return Array.from({ length: 10 }, (_, index) => {
    const edge = (tenth: number) => Math.round((tenth * sorted.length) / 10);
    const members = sorted.slice(edge(index), edge(index + 1));
    const happened = members.filter((member) => member.happened).length;
    return {
      decile: index + 1,
      leads: members.length,
      happened,
      rate: rate(members),
      lift: share(rate(members), base),
    };
  }).filter(({ leads }) => leads > 0);
}

/** Probability that of two leads, one of each end, the one that happened has the higher score; ties count half. Null without both. */
export function areaUnderCurve(judged: readonly Judged[]): number | null {
  const sorted = judged.toSorted((one, other) => one.score - other.score);
  const positives = judged.filter(({ happened }) => happened).length;
  const negatives = judged.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let rankSum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to += 1;
    const rank = (from + 1 + to) / 2;
    rankSum += rank * sorted.slice(from, to).filter(({ happened }) => happened).length;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean squared error of probabilities: 0 is perfect. */
export function brierScore(judged: readonly Judged[]): number {
  return mean(judged.map(({ score, happened }) => (score - (happened ? 1 : 0)) ** 2));
}

/** What was said beside what came of it, in ten bins of probability; empty ones are left out. */
export function reliability(judged: readonly Judged[]): ReliabilityBin[] {
  const byBin = Map.groupBy(judged, ({ score }) => Math.min(9, Math.max(0, Math.floor(score * 10))));
  return [...byBin]
    .toSorted(([one], [other]) => one - other)
    .map(([bin, members]) => ({
      from: bin / 10,
      to: (bin + 1) / 10,
      leads: members.length,
      predicted: mean(members.map(({ score }) => score)),
      observed: rate(members),
    }));
}
