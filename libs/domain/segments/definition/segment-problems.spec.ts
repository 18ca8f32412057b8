import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LEAD_FACTS } from '@domain/conditions';
import { COMPILED_FACTS } from '../compile/facts.sql';
import { SEGMENT_FACTS } from './segment-facts';
import { customConditionsIn, segmentProblems } from './segment-problems';
import { segmentSchema } from './segment-schema';

const file = path.resolve('docs/segment.schema.json');
const published = `${JSON.stringify(segmentSchema, null, 2)}\n`;
if (process.env.UPDATE_SCHEMA) writeFileSync(file, published);

const problems = (value: unknown) => segmentProblems(value).problems.map(({ path: at, code }) => [at, code]);
const deep = (levels: number): object =>
  levels === 0 ? { fact: 'lead.status', op: 'eq', value: 'NEW' } : { not: deep(levels - 1) };

describe('a definition of a segment', () => {
  it('is described by the schema in docs; UPDATE_SCHEMA=1 writes it', () =>
    expect(readFileSync(file, 'utf8')).toBe(published));

  it.each([
    ['everyone', { all: [] }],
    ['one comparison', { fact: 'lead.status', op: 'eq', value: 'NEW' }],
    ['nothing opened', { fact: 'messages.openedOfLast.5', op: 'eq', value: 0 }],
    ['a period', { fact: 'lead.createdAt', op: 'in_period', value: 'last_month' }],
    ['birthdays', { fact: 'lead.custom.birthday', op: 'anniversary_in_next_days', value: 7 }],
    ['groups', { any: [{ not: { all: [] } }, { fact: 'lead.tagIds', op: 'missing' }] }],
    ['as deep as may be', deep(10)],
  ])('may be %s', (_name, value) => expect(problems(value)).toEqual([]));

  it.each([
    ['no object', [], [['', 'wrong_type']]],
    ['SQL for a fact', { fact: 'lead.status; DROP TABLE lead', op: 'exists' }, [['/fact', 'unknown_fact']]],
    ['a name of every object', { fact: 'constructor', op: 'exists' }, [['/fact', 'unknown_fact']]],
    ['an operator that is none', { fact: 'lead.name', op: 'LIKE', value: '%' }, [['/op', 'not_allowed']]],
    [
      'an operator of another type',
      { fact: 'lead.score', op: 'contains', value: '1' },
      [['/op', 'operator_not_for_fact']],
    ],
    [
      'a calendar for a number',
      { fact: 'lead.score', op: 'in_period', value: 'today' },
      [['/op', 'operator_not_for_fact']],
    ],
    [
      'anniversaries of a moment',
      { fact: 'lead.createdAt', op: 'anniversary_in_next_days', value: 1 },
      [['/op', 'operator_not_for_fact']],
    ],
    [
      'a period that is none',
      { fact: 'lead.createdAt', op: 'in_period', value: 'soon' },
      [['/value', 'value_not_an_option']],
    ],
    [
      'the last 51 emails',
      { fact: 'messages.openedOfLast.51', op: 'eq', value: 0 },
      [['/fact', 'unknown_fact']],
    ],
    [
      'a segment in a segment',
      { fact: 'lead.inSegment.01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f', op: 'eq', value: true },
      [['/fact', 'unknown_fact']],
    ],
    ['a blank text', { fact: 'lead.name', op: 'eq', value: '  ' }, [['/value', 'wrong_format']]],
    [
      'a text Postgres cannot hold',
      { fact: 'lead.name', op: 'eq', value: 'a\u0000b' },
      [['/value', 'wrong_format']],
    ],
    ['two things at once', { all: [], any: [] }, [['/any', 'unknown_property']]],
    [
      'another status',
      { all: [{ fact: 'lead.status', op: 'in', value: ['NEW', 'OLD'] }] },
      [['/all/0/value/1', 'value_not_an_option']],
    ],
    ['too deep', deep(30), [['', 'too_deep']]],
    [
      'too deep for any stack',
      JSON.parse(`${'{"not":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
      [['', 'too_deep']],
    ],
    [
      'too many comparisons',
      { all: Array(51).fill({ fact: 'lead.email', op: 'exists' }) },
      [['', 'too_many']],
    ],
  ])('may not be %s', (_name, value, expected) => expect(problems(value)).toEqual(expected));

  it('asks of custom fields what their definitions must allow', () => {
    const asked = (op: 'between' | 'in_period' | 'not_in', value: string | (string | number)[]) =>
      customConditionsIn({ fact: 'lead.custom.x', op, value }).map((one) => one.asked);
    expect(asked('between', [1, 2])).toEqual([
      { key: 'x', operator: 'from', value: 1 },
      { key: 'x', operator: 'from', value: 2 },
    ]);
    expect(asked('in_period', 'today')).toEqual([{ key: 'x', operator: 'from', value: '2000-01-01' }]);
    expect(asked('not_in', ['a'])).toEqual([{ key: 'x', operator: 'is', value: 'a' }]);
  });
});

it('every fact there is can be asked and is listed', () => {
  expect(Object.keys(COMPILED_FACTS).sort()).toEqual(Object.keys(LEAD_FACTS).sort());
  expect(SEGMENT_FACTS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(LEAD_FACTS)));
});
