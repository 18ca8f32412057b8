import fc from 'fast-check';
import type { Condition, Facts, FactValue, Operator, Scalar } from '@domain/conditions';
import { OPERATORS } from '@domain/conditions';
import { conditionProblems, conditionReferences } from './condition-problems';
import { evaluate, explain, factsUsed } from '@domain/conditions';
import { LEAD_FACTS } from '@domain/conditions';

const now = new Date('2027-03-10T15:00:00Z');
const holds = (condition: Condition, facts: Facts) => evaluate(condition, facts, now);

const names = [...Object.keys(LEAD_FACTS), 'lead.custom.budget', '__proto__', 'constructor', 'nonsense'];
const scalar = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('WON', 'won', '12', '2027-03-09', '2027-03-10T15:00:00Z'),
  fc.double(),
  fc.integer({ min: -5, max: 400 }),
  fc.boolean(),
) as fc.Arbitrary<Scalar>;
const comparison: fc.Arbitrary<Condition> = fc.record(
  {
    fact: fc.constantFrom(...names),
    op: fc.constantFrom<Operator[]>(...OPERATORS),
    value: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
  },
  { requiredKeys: ['fact', 'op'] },
);
const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'tree' },
    comparison,
    fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
}));
const value: fc.Arbitrary<FactValue> = fc.oneof(
  scalar,
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
);
const facts = fc.dictionary(fc.constantFrom(...names), value) as fc.Arbitrary<Facts>;

describe('conditions, for any tree and any facts', () => {
  it('answer yes or no and never throw', () => {
    fc.assert(fc.property(tree, facts, (condition, known) => typeof holds(condition, known) === 'boolean'));
  });

  it('keep De Morgan’s laws', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), facts, (parts, known) => {
        const negated = parts.map((not) => ({ not }));
        expect(holds({ not: { all: parts } }, known)).toBe(holds({ any: negated }, known));
        expect(holds({ not: { any: parts } }, known)).toBe(holds({ all: negated }, known));
      }),
    );
  });

  it('have operators that are each other’s opposite', () => {
    const pairs = [
      ['eq', 'ne'],
      ['in', 'not_in'],
      ['exists', 'missing'],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...names), value, scalar, (fact, actual, wanted) => {
        for (const [op, opposite] of pairs) {
          const asked = op === 'in' ? [wanted] : wanted;
          const known = { [fact]: actual } as Facts;
          expect(holds({ fact, op, value: asked }, known)).not.toBe(
            holds({ fact, op: opposite, value: asked }, known),
          );
        }
      }),
    );
  });

  it('are explained as they are decided', () => {
    fc.assert(
      fc.property(tree, facts, (condition, known) => {
        expect(explain(condition, known, now).holds).toBe(holds(condition, known));
      }),
    );
  });

  it('look at no fact that factsUsed does not name', () => {
    fc.assert(
      fc.property(tree, facts, (condition, known) => {
        const named = new Set(factsUsed(condition));
        const gathered = Object.fromEntries(Object.entries(known).filter(([name]) => named.has(name)));
        expect(holds(condition, gathered)).toBe(holds(condition, known));
      }),
    );
  });
});

describe('a comparison', () => {
  const cases: [string, FactValue, Operator, Scalar | Scalar[] | undefined, boolean][] = [
    ['texts in any case', 'Zillow', 'eq', ' zillow ', true],
    ['a number stored as text', '450000', 'gte', 400_000, true],
    ['text as a number', 'soon', 'gt', 1, false],
    ['empty text is missing', '', 'missing', undefined, true],
    ['false is not missing', false, 'exists', undefined, true],
    ['zero is not missing', 0, 'exists', undefined, true],
    ['unknown is not equal to anything', null, 'eq', 'WON', false],
    ['unknown differs from everything', null, 'ne', 'WON', true],
    ['unknown is smaller than nothing', null, 'lt', 5, false],
    ['true is not 1', true, 'eq', 1, false],
    ['bounds of between are included', 10, 'between', [10, 20], true],
    ['the last days reach to now', '2027-03-10T15:00:00Z', 'in_last_days', 0, true],
    ['the future is not in the last days', '2027-03-10T15:00:01Z', 'in_last_days', 9, false],
    ['the next days', '2027-03-17T15:00:00Z', 'in_next_days', 7, true],
    ['just beyond the next days', '2027-03-17T15:00:01Z', 'in_next_days', 7, false],
    ['a day before another', '2027-03-01', 'before', '2027-03-02', true],
    ['one of several tags', ['a', 'b'], 'has_any', ['b', 'c'], true],
    ['all of several tags', ['a', 'b'], 'has_all', ['b', 'c'], false],
    ['no tags at all', [], 'has_all', [], false],
  ];
  it.each(cases)('%s', (_what, actual, op, wanted, expected) => {
    expect(holds({ fact: 'f', op, ...(wanted === undefined ? {} : { value: wanted }) }, { f: actual })).toBe(
      expected,
    );
  });

  it('shows in the explanation what was found', () => {
    const condition: Condition = { all: [{ not: { fact: 'lead.status', op: 'eq', value: 'WON' } }] };
    expect(explain(condition, { 'lead.status': 'LOST' }, now)).toEqual({
      holds: true,
      all: [
        {
          holds: true,
          not: { holds: false, fact: 'lead.status', op: 'eq', value: 'WON', actual: 'LOST' },
        },
      ],
    });
  });
});

describe('a condition is checked', () => {
  const problem = (condition: Condition, trigger?: 'LEAD_CREATED' | 'INBOUND_WEBHOOK') =>
    conditionProblems(condition, '/entry', trigger).map(({ path, code }) => [path, code]);

  const cases: [string, Condition, string, string][] = [
    [
      'a fact nobody knows',
      { any: [{ not: { fact: 'lead.shoeSize', op: 'eq', value: 1 } }] },
      '/entry/any/0/not/fact',
      'unknown_fact',
    ],
    ['a name every object has', { fact: 'constructor', op: 'exists' }, '/entry/fact', 'unknown_fact'],
    [
      'a fact of another trigger',
      { fact: 'event.to', op: 'eq', value: 'WON' },
      '/entry/fact',
      'unknown_fact',
    ],
    [
      'an operator of another type',
      { fact: 'lead.name', op: 'gt', value: 5 },
      '/entry/op',
      'operator_not_for_fact',
    ],
    ['no value', { fact: 'lead.name', op: 'eq' }, '/entry/value', 'value_missing'],
    ['a value too many', { fact: 'lead.name', op: 'exists', value: 1 }, '/entry/value', 'value_not_taken'],
    ['one value for a list', { fact: 'lead.name', op: 'in', value: 'x' }, '/entry/value', 'value_wrong_type'],
    [
      'a list for one value',
      { fact: 'lead.name', op: 'eq', value: ['x'] },
      '/entry/value',
      'value_wrong_type',
    ],
    ['half a range', { fact: 'lead.score', op: 'between', value: [1] }, '/entry/value', 'value_wrong_type'],
    ['a number as text', { fact: 'lead.score', op: 'gt', value: '70' }, '/entry/value', 'value_wrong_type'],
    [
      'a moment without an offset',
      { fact: 'lead.createdAt', op: 'after', value: '2027-03-01T10:00' },
      '/entry/value',
      'value_wrong_type',
    ],
    [
      'days that are none',
      { fact: 'lead.createdAt', op: 'in_last_days', value: -1 },
      '/entry/value',
      'value_wrong_type',
    ],
    [
      'nothing to look for',
      { fact: 'lead.name', op: 'contains', value: ' ' },
      '/entry/value',
      'value_wrong_type',
    ],
    [
      'a status that does not exist',
      { fact: 'lead.status', op: 'in', value: ['WON', 'GONE'] },
      '/entry/value/1',
      'value_not_an_option',
    ],
  ];
  it.each(cases)('%s', (_what, condition, path, code) => {
    expect(problem(condition, 'LEAD_CREATED')).toEqual([[path, code]]);
  });

  it('takes custom fields, and what a webhook brings along', () => {
    expect(problem({ fact: 'lead.custom.budget', op: 'gte', value: 300_000 })).toEqual([]);
    expect(problem({ fact: 'event.data.utm_source', op: 'eq', value: 'ad' }, 'INBOUND_WEBHOOK')).toEqual([]);
    expect(problem({ fact: 'event.data.utm_source', op: 'eq', value: 'ad' }, 'LEAD_CREATED')).toEqual([
      ['/entry/fact', 'unknown_fact'],
    ]);
  });

  it('names the ids it speaks of', () => {
    const condition: Condition = {
      all: [
        { fact: 'lead.tagIds', op: 'has_any', value: ['t1', 't2'] },
        { fact: 'lead.assignedToId', op: 'eq', value: 'u1' },
      ],
    };
    expect(conditionReferences(condition, '/entry', undefined)).toEqual([
      { path: '/entry/all/0/value/0', to: 'tag', id: 't1' },
      { path: '/entry/all/0/value/1', to: 'tag', id: 't2' },
      { path: '/entry/all/1/value', to: 'user', id: 'u1' },
    ]);
  });
});
