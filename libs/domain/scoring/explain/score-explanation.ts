import type { Condition, RuleKind } from '../rules/rule';
import { bounded, type Score } from '../score';
import type { SignalRow } from '../signals/signals.repository';

/** Where the points of one line come from. */
export interface Evidence {
  signalId: string;
  type: string;
  /** What it was recorded as, e.g. the id of a domain event, or the caller's own id of a page view. */
  source: { kind: string; id: string };
  subject: string | null;
  occurredAt: Date;
  ageDays: number;
  weight: number;
  note: string | null;
  authorId: string | null;
  expiresAt: Date | null;
}

/** One line of the sum. */
export interface ExplainedPoint {
  rule: string;
  name: string;
  kind: RuleKind;
  ruleVersion: number;
  group: string | null;
  /** As the rule states them. */
  rulePoints: number;
  halfLifeDays: number | null;
  /** What they are worth at that moment: decayed, before the cap of the group. */
  points: number;
  evidence: Evidence | null;
  condition: Condition | null;
}

export interface ExplainedCap {
  group: string;
  /** All points of the group, and how many of them count. */
  sum: number;
  counted: number;
}

export interface Explanation {
  points: ExplainedPoint[];
  caps: ExplainedCap[];
  /** Points and caps together; the overall score is this, rounded and kept from 0 to 100. */
  sum: number;
  overall: number;
}

const exact = (value: number) => Math.round(value * 1e6) / 1e6;

/** Every point of a score, the heaviest first. */
export function explain(score: Score, version: number, rows: readonly SignalRow[]): Explanation {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const points = score.contributions.flatMap(({ rule, points: worth, evidence }): ExplainedPoint[] => {
    const line = {
      rule: rule.key,
      name: rule.name,
      kind: rule.kind,
      ruleVersion: version,
      group: rule.capGroup,
      rulePoints: rule.points,
      halfLifeDays: rule.halfLifeDays,
    };
    if (rule.condition) return [{ ...line, points: worth, evidence: null, condition: rule.condition }];
    return evidence.map((one): ExplainedPoint => {
      const row = byId.get(one.signal.id)!;
      return { ...line, points: exact(one.points), evidence: evidenceOf(row, one.ageDays), condition: null };
    });
  });
  return {
    points: points.toSorted((one, other) => Math.abs(other.points) - Math.abs(one.points)),
    caps: score.groups
      .filter(({ sum, counted }) => sum !== counted)
      .map(({ group, sum, counted }) => ({ group, sum: exact(sum), counted: exact(counted) })),
    sum: exact(score.raw),
    overall: bounded(score.raw),
  };
}

function evidenceOf(row: SignalRow, ageDays: number): Evidence {
  const [, kind, id] = /^(\w+):(.*)$/s.exec(row.sourceKey)!;
  const { id: signalId, type, subject, occurredAt, weight, note, authorId, expiresAt } = row;
  return {
    signalId,
    type,
    source: { kind: kind!, id: id! },
    subject,
    occurredAt,
    ageDays: exact(ageDays),
    weight,
    note,
    authorId,
    expiresAt,
  };
}
