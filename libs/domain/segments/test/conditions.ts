import fc from 'fast-check';
import { PERIODS, type Condition, type Operator, type Scalar } from '@domain/conditions';
import { SEGMENT_FACTS } from '../definition/segment-facts';

type Leaf = fc.Arbitrary<Condition>;
const leaf = (fact: string, op: Operator, value?: fc.Arbitrary<Scalar | Scalar[]>): Leaf =>
  value ? value.map((one) => ({ fact, op, value: one })) : fc.constant({ fact, op });
const some = (value: fc.Arbitrary<Scalar>) => fc.array(value, { minLength: 1, maxLength: 3 });
const oneOf = (...leaves: Leaf[]) => fc.oneof(...leaves);

const presence = (fact: string) => [leaf(fact, 'exists'), leaf(fact, 'missing')];
const equality = (fact: string, value: fc.Arbitrary<Scalar>) => [
  leaf(fact, 'eq', value),
  leaf(fact, 'ne', value),
  leaf(fact, 'in', some(value)),
  leaf(fact, 'not_in', some(value)),
];
const order = (fact: string, value: fc.Arbitrary<Scalar>) => [
  ...(['gt', 'gte', 'lt', 'lte'] as const).map((op) => leaf(fact, op, value)),
  leaf(fact, 'between', fc.tuple(value, value)),
];
const words = fc.constantFrom<Scalar[]>(
  'ana',
  'ANA LOPEZ',
  'Élodie ng',
  'acme',
  'zillow',
  'Website',
  'viewing',
  'tx',
  'bavaria',
  'e',
  '%',
  '_',
  'Hot',
  'warm',
  'America/Chicago',
  "o'x",
);
const text = (fact: string, value = words) =>
  oneOf(
    ...equality(fact, value),
    leaf(fact, 'contains', value),
    leaf(fact, 'starts_with', value),
    ...presence(fact),
  );
const number = (fact: string, value: fc.Arbitrary<Scalar>) =>
  oneOf(...equality(fact, value), ...order(fact, value), ...presence(fact));
const days = fc.constantFrom<Scalar[]>(0, 0.5, 1, 7, 30, 60, 365);
const period = fc.constantFrom<Scalar[]>(...PERIODS);
const written = fc.constantFrom<Scalar[]>(
  '2027-03-10',
  '2027-02-08',
  '2026-12-31T23:00:00Z',
  '2027-03-10T03:30:00Z',
);
const instant = (fact: string) =>
  oneOf(
    leaf(fact, 'before', written),
    leaf(fact, 'after', written),
    leaf(fact, 'in_last_days', days),
    leaf(fact, 'in_next_days', days),
    leaf(fact, 'in_period', period),
    ...presence(fact),
  );

/** Conditions as they may be saved, over what the crowd knows. */
export function conditionsOver(tagIds: string[], userIds: string[]): fc.Arbitrary<Condition> {
  const small = fc.constantFrom<Scalar[]>(0, 1, 2, 3, 0.5, -1);
  const amount = fc.constantFrom<Scalar[]>(0, 39, 40, 40.5, 99.95, 100, 1_000_000, 1e300);
  const byType = {
    text: (fact: string) => text(fact),
    number: (fact: string) =>
      number(fact, fact.startsWith('lead.') || fact.startsWith('score.') ? amount : small),
    instant,
  };
  const plain = SEGMENT_FACTS.flatMap(({ name, type, options }) => {
    if (name.includes('<') || name === 'lead.assignedToId' || options) return [];
    return type === 'text' || type === 'number' || type === 'instant' ? [byType[type](name)] : [];
  });
  const status = fc.constantFrom<Scalar[]>('NEW', 'WON', 'LOST');
  const consent = fc.constantFrom<Scalar[]>('granted', 'denied');
  const day = fc.constantFrom<Scalar[]>('2027-03-09', '2027-03-10', '1984-02-29', '2027-03-01');
  const tag = fc.constantFrom<Scalar[]>(...tagIds);
  const user = fc.constantFrom<Scalar[]>(...userIds);
  const money = fc.constantFrom<Scalar[]>(0, 5, 12.5, 13, 450_000);
  const [budget, closing, area, pool] = ['budget', 'closing', 'area', 'pool'].map(
    (key) => `lead.custom.${key}`,
  ) as [string, string, string, string];
  const special = [
    oneOf(...equality('lead.status', status), leaf('lead.status', 'contains', status)),
    oneOf(...equality('lead.emailConsent', consent)),
    oneOf(...equality('lead.assignedToId', user), ...presence('lead.assignedToId')),
    oneOf(...(['eq', 'ne'] as const).map((op) => leaf('lead.doNotEmail', op, fc.boolean()))),
    oneOf(
      leaf('lead.tagIds', 'has', tag),
      leaf('lead.tagIds', 'has_any', some(tag)),
      leaf('lead.tagIds', 'has_all', some(tag)),
      ...presence('lead.tagIds'),
    ),
    ...[1, 2, 5].flatMap((count) => [
      number(`messages.openedOfLast.${count}`, small),
      number(`messages.clickedOfLast.${count}`, small),
    ]),
    number(budget, money),
    oneOf(text(area, fc.constantFrom<Scalar[]>('EAST SIDE', 'lake', '50% OFF_', 'a'))),
    oneOf(...(['eq', 'ne'] as const).map((op) => leaf(pool, op, fc.boolean())), ...presence(pool)),
    oneOf(
      ...equality(closing, day),
      leaf(closing, 'before', day),
      leaf(closing, 'after', day),
      leaf(closing, 'in_last_days', days),
      leaf(closing, 'in_next_days', days),
      leaf(closing, 'in_period', period),
      leaf(closing, 'anniversary_in_period', period),
      leaf(closing, 'anniversary_in_next_days', days),
      ...presence(closing),
    ),
  ];
  const any = fc.oneof(...plain, ...special);
  return fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'tree' },
      any,
      fc.record({ all: fc.array(tie('tree'), { maxLength: 4 }) }),
      fc.record({ any: fc.array(tie('tree'), { maxLength: 4 }) }),
      fc.record({ not: tie('tree') }),
    ),
  })).tree;
}
