import type { RuleInput } from '@domain/scoring';

/** What the tests' teams score by; another version is other points. */
export interface TestScheme {
  points: Record<'page' | 'view' | 'open' | 'click' | 'tour' | 'form', number>;
  viewsCap: number;
}

export const bands = [
  { name: 'A', from: 60 },
  { name: 'B', from: 30 },
  { name: 'C', from: 0 },
] as const;
export const margin = 5;
/** Of a form: fades while the test runs. In days. */
const formHalfLife = 0.05;
const spree = { times: 3, points: 7 };

/** As it is put over REST. */
export function draftOf({ points, viewsCap }: TestScheme): object {
  const rule = (key: string, signal: string, more: Partial<RuleInput> = {}): Partial<RuleInput> => ({
    ...{ key, name: key, kind: 'behaviour', signal, points: points[key as keyof TestScheme['points']] },
    ...more,
  });
  return {
    rules: [
      rule('page', 'page.viewed'),
      rule('view', 'property.viewed', { capGroup: 'views' }),
      rule('open', 'message.opened', { kind: 'engagement' }),
      rule('click', 'message.clicked', { kind: 'engagement' }),
      rule('tour', 'showing.requested', { once: true }),
      rule('form', 'form.submitted', { halfLifeDays: formHalfLife }),
      rule('spree', 'property.viewed', { points: spree.points, minTimes: spree.times, once: true }),
    ],
    caps: [{ group: 'views', max: viewsCap, min: 0 }],
    bands,
    margin,
  };
}

export interface Evidence {
  type: string;
  weight: number;
  occurredAt: Date;
  expiresAt: Date | null;
}

/** The overall score, worked out anew from stored evidence; shares nothing with the product. */
export function scoreOf({ points, viewsCap }: TestScheme, evidence: readonly Evidence[], at: Date): number {
  const valid = evidence.filter(
    ({ occurredAt, expiresAt }) => occurredAt <= at && (expiresAt === null || expiresAt > at),
  );
  const of = (type: string) => valid.filter((one) => one.type === type);
  const days = (one: Evidence) => (at.getTime() - one.occurredAt.getTime()) / 86_400_000;
  const views = of('property.viewed').length;
  const sum =
    of('page.viewed').length * points.page +
    Math.min(viewsCap, views * points.view) +
    of('message.opened').length * points.open +
    of('message.clicked').length * points.click +
    (of('showing.requested').length > 0 ? points.tour : 0) +
    of('form.submitted').reduce((total, one) => total + points.form * 2 ** (-days(one) / formHalfLife), 0) +
    (views >= spree.times ? spree.points : 0) +
    of('adjustment').reduce((total, { weight }) => total + weight, 0);
  return Math.max(0, Math.min(100, Math.floor(sum + 0.5 + 1e-9)));
}

/** Up at a band's start, down only some points below it. */
export function bandAfter(before: string, score: number): string {
  const plain = bands.find(({ from }) => score >= from)!;
  const was = bands.find(({ name }) => name === before)!;
  return plain.from < was.from && score >= was.from - margin ? was.name : lowestOf(plain, was, score);
}

/** Falling from A to below B's start may still end in B. */
function lowestOf(plain: { name: string; from: number }, was: { from: number }, score: number): string {
  if (plain.from >= was.from) return plain.name;
  const kept = bands.find(({ from }) => from < was.from && score >= from - margin);
  return kept?.name ?? plain.name;
}
