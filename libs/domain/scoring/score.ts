import { holds, isClockField, type ClockField, type LeadFacts } from './condition';
import type { Rule, Scheme } from './rules/rule';

export interface Signal {
  id: string;
  type: string;
  occurredAt: Date;
  weight: number;
  expiresAt: Date | null;
}

export interface CountedSignal {
  signal: Signal;
  ageDays: number;
  /** Points of this signal now, decay included; 0 where only the strongest counts and this is another. */
  points: number;
}

/** What one rule gives, before the cap of its group. */
export interface Contribution {
  rule: Rule;
  points: number;
  /** Empty for a condition. */
  evidence: CountedSignal[];
}

export interface GroupSum {
  group: string;
  kind: Rule['kind'];
  sum: number;
  /** `sum` within the group's cap. */
  counted: number;
}

export interface Numbers {
  /** All 0 to 100. */
  overall: number;
  engagement: number;
  behaviour: number;
  profile: number;
}

export interface Score extends Numbers {
  /** Before rounding and the bounds of 0 and 100. */
  raw: number;
  contributions: Contribution[];
  groups: GroupSum[];
  /** Time alone changes no number before this instant; null: never. */
  nextDecayAt: Date | null;
}

const day = 86_400_000;
/** Two ways of adding the same floats differ in the last bits: those must not decide which way a half is rounded. */
const grain = 1e-9;

/** A lead must have acted itself for it to end its silence. */
export const silentSignals: ReadonlySet<string> = new Set([
  'message.bounced',
  'lead.unsubscribed',
  'adjustment',
  'score.stated',
]);

/**
 * Scores one lead as of `at`: points × weight × 0.5^(age ÷ half-life), summed per rule, bounded per group, summed, rounded.
 * `score.sql.ts` is the same arithmetic for sets of leads, and a test holds them together.
 */
export function scoreLead(
  { rules, caps }: Pick<Scheme, 'rules' | 'caps'>,
  facts: LeadFacts,
  signals: readonly Signal[],
  at: Date,
): Score {
  const happened = signals.filter(({ occurredAt }) => occurredAt <= at);
  // What has run out earns nothing any more, but it did break the silence.
  const past = happened.filter(({ expiresAt }) => expiresAt === null || expiresAt > at);
  const since = clocks(facts, happened);
  const contributions = rules.flatMap((rule): Contribution[] => {
    if (rule.condition) {
      return holds(rule.condition, facts, since, at) ? [{ rule, points: rule.points, evidence: [] }] : [];
    }
    const evidence = evidenceOf(rule, past, at);
    if (evidence.length < Math.max(1, rule.minTimes)) return [];
    return [{ rule, points: evidence.reduce((sum, { points }) => sum + points, 0), evidence }];
  });
  const groups = groupSums(contributions, caps);
  const total = (kind?: Rule['kind']) =>
    groups.reduce((sum, group) => (kind === undefined || group.kind === kind ? sum + group.counted : sum), 0);
  const sums = {
    overall: total(),
    engagement: total('engagement'),
    behaviour: total('behaviour'),
    profile: total('fit'),
  };
  return {
    raw: sums.overall,
    overall: bounded(sums.overall),
    engagement: bounded(sums.engagement),
    behaviour: bounded(sums.behaviour),
    profile: bounded(sums.profile),
    contributions,
    groups,
    nextDecayAt: nextDecay(rules, contributions, Object.values(sums), since, at),
  };
}

export function bounded(sum: number): number {
  return Math.min(100, Math.max(0, Math.floor(sum + 0.5 + grain)));
}

function clocks(facts: LeadFacts, happened: readonly Signal[]): Record<ClockField, Date> {
  const daysQuiet = happened.reduce(
    (last, { type, occurredAt }) => (!silentSignals.has(type) && occurredAt > last ? occurredAt : last),
    facts.createdAt,
  );
  return { daysSinceCreated: facts.createdAt, daysQuiet };
}

function evidenceOf(rule: Rule, past: readonly Signal[], at: Date): CountedSignal[] {
  const counted = past.flatMap((signal): CountedSignal[] => {
    const ageDays = (at.getTime() - signal.occurredAt.getTime()) / day;
    if (signal.type !== rule.signal || (rule.withinDays !== null && ageDays >= rule.withinDays)) return [];
    const left = rule.halfLifeDays === null ? 1 : 0.5 ** Math.min(ageDays / rule.halfLifeDays, 500);
    return [{ signal, ageDays, points: rule.points * signal.weight * left }];
  });
  if (!rule.once || counted.length === 0) return counted;
  const strength = ({ points }: CountedSignal) => (rule.points < 0 ? -points : points);
  const strongest = counted.reduce((best, one) => (strength(one) > strength(best) ? one : best));
  return counted.map((one) => (one === strongest ? one : { ...one, points: 0 }));
}

function groupSums(contributions: readonly Contribution[], caps: Scheme['caps']): GroupSum[] {
  const byGroup = Map.groupBy(contributions, ({ rule }) => rule.capGroup ?? `rule:${rule.key}`);
  return [...byGroup].map(([group, members]) => {
    const sum = members.reduce((total, { points }) => total + points, 0);
    const cap = Object.hasOwn(caps, group) ? caps[group] : undefined;
    const counted = cap ? Math.max(cap.min, Math.min(cap.max, sum)) : sum;
    return { group, kind: members[0]!.rule.kind, sum, counted };
  });
}

/**
 * A lower bound: how far the nearest half is, divided by how fast all points together fade now (they only get slower), or the
 * next instant at which a signal runs out or a clock passes a rule's limit.
 */
function nextDecay(
  rules: readonly Rule[],
  contributions: readonly Contribution[],
  sums: readonly number[],
  since: Readonly<Record<ClockField, Date>>,
  at: Date,
): Date | null {
  const instants: number[] = [];
  let perDay = 0;
  for (const { rule, evidence } of contributions) {
    for (const { signal, points } of evidence) {
      if (rule.halfLifeDays !== null) perDay += (Math.abs(points) * Math.LN2) / rule.halfLifeDays;
      if (signal.expiresAt) instants.push(signal.expiresAt.getTime());
      if (rule.withinDays !== null) instants.push(signal.occurredAt.getTime() + rule.withinDays * day);
    }
  }
  if (perDay > 0) {
    const nearest = Math.min(...sums.map((sum) => Math.abs(sum + 0.5 - Math.round(sum + 0.5))));
    instants.push(at.getTime() + Math.min(36_500, nearest / perDay) * day);
  }
  for (const { condition } of rules) {
    if (!condition || !isClockField(condition.field) || !('value' in condition)) continue;
    const limit = since[condition.field].getTime() + condition.value * day;
    if (limit >= at.getTime()) instants.push(limit);
  }
  return instants.length === 0 ? null : new Date(Math.floor(Math.min(...instants)));
}
