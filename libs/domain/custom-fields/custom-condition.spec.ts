import { conditionProblem } from './custom-condition';

const number = { type: 'number', options: [] } as const;
const select = { type: 'select', options: ['A', 'B'] };

describe('conditionProblem', () => {
  it.each([
    [number, { operator: 'from', value: '450000' }],
    [number, { operator: 'is', value: 5 }],
    [
      { type: 'date', options: [] },
      { operator: 'to', value: '2026-03-01' },
    ],
    [select, { operator: 'any_of', value: ['a', 'B'] }],
    [select, { operator: 'known' }],
  ] as const)('%j takes %j', (field, condition) => {
    expect(conditionProblem(field as never, { key: 'k', ...condition } as never)).toBeNull();
  });

  it.each([
    [number, { operator: 'from', value: 'cheap' }],
    [number, { operator: 'from' }],
    [number, { operator: 'is', value: [1] }],
    [select, { operator: 'from', value: 'A' }],
    [select, { operator: 'is', value: 'C' }],
    [select, { operator: 'any_of', value: 'A' }],
    [select, { operator: 'any_of', value: [] }],
    [select, { operator: 'known', value: 'A' }],
    [
      { type: 'text', options: [] },
      { operator: 'is', value: 'x'.repeat(200) },
    ],
    [
      { type: 'text', options: [] },
      { operator: 'is', value: ' ' },
    ],
  ] as const)('%j refuses %j', (field, condition) => {
    expect(conditionProblem(field as never, { key: 'k', ...condition } as never)).toEqual(expect.any(String));
  });
});
