import fc from 'fast-check';
import { completeRule, type Cap, type Condition, type Rule, type RuleInput } from '../rules/rule';

const signalTypes = ['message.opened', 'page.viewed', 'property.viewed', 'message.bounced', 'adjustment'];
const texts = [
  '',
  ' ',
  'Website',
  'website ',
  'Zürich',
  'ÉCOLE',
  '$450,000',
  '12',
  '-3.5',
  '1e9',
  'true',
  '  7 ',
];

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constantFrom(
      'source',
      'stage',
      'company',
      'email',
      'value',
      'custom.budget',
      'custom.timeline',
      'tags',
    ),
    op: fc.constantFrom('present' as const, 'absent' as const),
  }),
  fc.record({
    field: fc.constantFrom('source', 'stage', 'custom.budget', 'custom.timeline'),
    op: fc.constant('oneOf' as const),
    values: fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constantFrom('value', 'custom.budget', 'daysQuiet', 'daysSinceCreated'),
    op: fc.constantFrom('atLeast' as const, 'atMost' as const),
    value: fc.constantFrom(0, 1, 7, 12, 30, 90.5, 450_000),
  }),
);

const trigger: fc.Arbitrary<Pick<RuleInput, 'signal' | 'condition'>> = fc.oneof(
  fc.record({ signal: fc.constantFrom(...signalTypes) }),
  fc.record({ condition }),
);

const rule: fc.Arbitrary<Omit<RuleInput, 'key' | 'kind' | 'capGroup'>> = fc
  .record({
    name: fc.constant('A rule'),
    points: fc.integer({ min: -40, max: 40 }),
    halfLifeDays: fc.constantFrom(null, 1, 7, 14.5, 90),
    withinDays: fc.constantFrom(null, null, 1, 30),
    minTimes: fc.constantFrom(1, 1, 1, 2, 3),
    once: fc.boolean(),
    trigger,
  })
  .map(({ trigger: by, ...rest }) => ({ ...rest, ...by }));

export interface ArbitraryScheme {
  rules: Rule[];
  caps: Record<string, Cap>;
}

/** Rules of every shape; groups are of one kind, as the checks of a draft demand. */
export const scheme: fc.Arbitrary<ArbitraryScheme> = fc.record({
  rules: fc
    .array(
      fc.tuple(
        rule,
        fc.constantFrom('fit' as const, 'engagement' as const, 'behaviour' as const, 'manual' as const),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((list) =>
      list.map(([one, kind, grouped], index) =>
        completeRule({ ...one, kind, key: `rule-${index}`, capGroup: grouped ? `${kind}-group` : null }),
      ),
    ),
  caps: fc.dictionary(
    fc.constantFrom('fit-group', 'engagement-group', 'behaviour-group'),
    fc.record({ max: fc.integer({ min: 0, max: 50 }), min: fc.integer({ min: -30, max: 0 }) }),
  ),
});

/** Ages in ms: whole days and odd moments, and the very edges of the windows above. */
const age = fc.oneof(
  fc.integer({ min: 0, max: 120 * 86_400_000 }),
  fc.constantFrom(0, 1, 86_400_000 - 1, 86_400_000, 30 * 86_400_000, 30 * 86_400_000 - 1, 6_000 * 86_400_000),
);

export const signal = fc.record({
  type: fc.constantFrom(...signalTypes),
  ageMs: age,
  weight: fc.constantFrom(1, 1, 1, 0.5, 3),
  expiresInMs: fc.constantFrom(null, null, null, -1, 0, 1, 86_400_000),
});

export const lead = fc.record({
  source: fc.constantFrom(...texts.filter(Boolean)),
  stage: fc.constantFrom(null, ...texts),
  company: fc.constantFrom(null, ...texts),
  value: fc.constantFrom(null, 0, 12, 450_000, 99_999.99),
  custom: fc.dictionary(
    fc.constantFrom('budget', 'timeline'),
    fc.constantFrom<unknown>(null, true, 12, 0.5, 1e-7, 1e21, -3.5, 450_000, ...texts),
  ),
  tagged: fc.boolean(),
  ageMs: age,
  signals: fc.array(signal, { maxLength: 12 }),
});

export type ArbitraryLead = typeof lead extends fc.Arbitrary<infer T> ? T : never;
