export const RULE_KINDS = ['fit', 'engagement', 'behaviour', 'manual'] as const;
/** Which of the partial scores a rule's points go to; those of `manual` rules go to the overall score alone. */
export type RuleKind = (typeof RULE_KINDS)[number];

export type Condition =
  | { field: string; op: 'present' | 'absent' }
  /** Texts are compared without regard to case (ASCII) and outer spaces; of `tags`, the ids of any. */
  | { field: string; op: 'oneOf'; values: string[] }
  | { field: string; op: 'atLeast' | 'atMost'; value: number };

export interface RuleInput {
  /** The same rule in every version: lower case, digits and dashes. */
  key: string;
  name: string;
  kind: RuleKind;
  /** The type of signal that earns the points. Exactly one of `signal` and `condition` is given. */
  signal?: string | null;
  condition?: Condition | null;
  /** -100 to 100; times the signal's weight. */
  points: number;
  /** After that many days a signal is worth half. Null: it does not fade. */
  halfLifeDays?: number | null;
  /** Older signals do not count at all. May be combined with a half-life. */
  withinDays?: number | null;
  /** Fewer signals than that give nothing. */
  minTimes?: number;
  /** Only the strongest signal counts; otherwise every one does. */
  once?: boolean;
  /** Rules of one group share a cap. A group is of one kind. */
  capGroup?: string | null;
}

export type Rule = Required<RuleInput>;

export interface Cap {
  /** 0 or more: the group adds no more than this. */
  max: number;
  /** 0 or less: it takes no more than this. */
  min: number;
}

export interface Band {
  name: string;
  /** The score from which a lead is in the band. */
  from: number;
}

/** What a score is made by: pure data, the same for TypeScript and SQL. */
export interface Scheme {
  rules: readonly Rule[];
  caps: Readonly<Record<string, Cap>>;
  /** The best first; the last starts at 0. */
  bands: readonly Band[];
  /** How many points below its start a lead leaves a band: without that it would flap. */
  margin: number;
}

/** A scheme in one of its versions. */
export interface RuleSet extends Scheme {
  id: string;
  version: number;
  publishedAt: Date | null;
}

export function completeRule(input: RuleInput): Rule {
  return {
    key: input.key,
    name: input.name,
    kind: input.kind,
    signal: input.signal ?? null,
    condition: input.condition ?? null,
    points: input.points,
    halfLifeDays: input.halfLifeDays ?? null,
    withinDays: input.withinDays ?? null,
    minTimes: input.minTimes ?? 1,
    once: input.once ?? false,
    capGroup: input.capGroup ?? null,
  };
}
