import fc from 'fast-check';
import { FALLBACK_TARGETS, type Group, type Rule } from '../rules/rule';
import { evenness } from '../response/figures';
import type { Candidate } from './candidate';
import { conditionWords } from './condition-words';
import { walk, type WalkInput } from './walk';

const now = new Date('2026-03-04T16:00:00Z'); // a Wednesday, 10:00 in Chicago
const zone = 'America/Chicago';
const officeHours = { spans: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], zone };
const nights = { spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '24:00' }], zone };

const person = (userId: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ userId, name: userId, role: 'MEMBER', openLeads: 0, lastServedAt: null, capacity: null },
  ...{ hours: null, pausedAs: null, ...more },
});
const rule = (more: Partial<Rule> = {}): Rule => ({
  ...{ id: 'r1', position: 1, name: 'Zillow', enabled: true, strategy: 'round_robin', hours: 'skip' },
  ...{ condition: { fact: 'lead.source', op: 'eq', value: 'zillow' }, userIds: [], groupIds: [] },
  ...{
    offerMinutes: 15,
    fallbacks: [],
    slaMinutes: null,
    slaReassign: false,
    createdAt: now,
    updatedAt: now,
  },
  ...more,
});
const group = (id: string, userIds: string[]): Group => ({
  id,
  name: id,
  userIds,
  createdAt: now,
  updatedAt: now,
});
const ask = (input: Partial<Omit<WalkInput, 'rules'>> & { rules: Rule[] }) =>
  walk({ ...{ meets: new Set(input.rules.map(({ id }) => id)), groups: [], people: [], now }, ...input });

const people = fc.uniqueArray(
  fc.record({
    userId: fc.uuid(),
    openLeads: fc.nat({ max: 4 }),
    lastServedAt: fc.option(fc.integer({ min: 1, max: 5 }).map((days) => new Date(days * 86_400_000))),
    capacity: fc.option(fc.nat({ max: 4 })),
    hours: fc.constantFrom(null, officeHours, nights),
    pausedAs: fc.constantFrom(null, null, 'paused' as const, 'away' as const),
  }),
  { selector: ({ userId }) => userId, maxLength: 8 },
);

describe('whom a lead goes to', () => {
  it('is the least loaded of those who are free, and of equals who was served longest ago', () =>
    fc.assert(
      fc.property(people, (made) => {
        const all = made.map((one) => person(one.userId, one));
        const free = all.filter(
          ({ pausedAs, capacity, openLeads, hours }) =>
            pausedAs === null && (capacity === null || openLeads < capacity) && hours !== nights,
        );
        const outcome = ask({ rules: [rule({ userIds: all.map(({ userId }) => userId) })], people: all });
        if (free.length === 0) return expect(outcome).toMatchObject({ kind: 'pool', meant: false });
        if (outcome.kind !== 'assign') throw new Error(outcome.kind);
        const chosen = free.find(({ userId }) => userId === outcome.userId)!;
        const served = ({ lastServedAt }: Candidate) => lastServedAt?.getTime() ?? 0;
        const fewest = Math.min(...free.map(({ openLeads }) => openLeads));
        expect(chosen.openLeads).toBe(fewest);
        const equals = free.filter(({ openLeads }) => openLeads === fewest);
        expect(served(chosen)).toBe(Math.min(...equals.map(served)));
      }),
    ));

  it('is fair: whatever people begin with, loads even out and then never differ by more than one', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 }), (loads) => {
        const all = loads.map((openLeads, index) => person(`p${index}`, { openLeads }));
        const rules = [rule({ userIds: all.map(({ userId }) => userId) })];
        for (let lead = 0; lead < 50; lead += 1) {
          const outcome = ask({ rules, people: all });
          const chosen = all.find(({ userId }) => outcome.kind === 'assign' && userId === outcome.userId)!;
          chosen.openLeads += 1;
          chosen.lastServedAt = new Date(now.getTime() + lead * 1_000);
        }
        const ends = all.map(({ openLeads }) => openLeads);
        expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    ));

  it('is a rule’s own people and those of its groups, each once', () => {
    const rules = [rule({ userIds: ['ann'], groupIds: ['g'], strategy: 'first_to_claim' })];
    const all = [person('ann'), person('ben'), person('cat'), person('eve')];
    const outcome = ask({ rules, groups: [group('g', ['ben', 'ann', 'gone'])], people: all });
    expect(outcome).toMatchObject({ kind: 'offer', userIds: ['ann', 'ben'], minutes: 15 });
  });

  it('says why', () => {
    const all = [
      person('Ben', { openLeads: 5 }),
      person('Ann', { openLeads: 3 }),
      person('Cat', { pausedAs: 'paused' }),
      person('Dan', { openLeads: 9, capacity: 9 }),
      person('Eve', { hours: nights }),
    ];
    const rules = [
      rule({ id: 'other', name: 'Luxury' }),
      rule({ position: 2, userIds: all.map(({ userId }) => userId) }),
    ];
    const outcome = ask({ rules, meets: new Set(['r1']), people: all });
    expect(outcome.reason).toBe(
      'Rule 2 “Zillow” met (source = zillow): Ann 3 open, Ben 5 open; Cat paused, Eve out of hours, Dan full with 9. Given to Ann.',
    );
    expect(outcome.looks.map(({ met }) => met)).toEqual([false, true]);
    expect(ask({ rules, meets: new Set() }).reason).toBe(
      'None of 2 rules was met. Nobody is to have it: it stays in the pool.',
    );
    expect(ask({ rules: [] }).reason).toMatch(/^There is no rule/);
  });
});

describe('working hours', () => {
  const all = [person('ann', { hours: nights })];
  const of = (hours: Rule['hours']) => ask({ rules: [rule({ hours, userIds: ['ann'] })], people: all });
  it('are ignored, passed over or waited for, as the rule says', () => {
    expect(of('ignore')).toMatchObject({ kind: 'assign', userId: 'ann' });
    expect(of('skip')).toMatchObject({ kind: 'pool' });
    expect(of('wait')).toMatchObject({ kind: 'wait', until: new Date('2026-03-05T02:00:00Z') });
  });
  it('are not waited for when it is something else that stands in the way', () => {
    const rules = [rule({ hours: 'wait', userIds: ['ann'] })];
    expect(ask({ rules, people: [person('ann', { hours: nights, pausedAs: 'away' })] })).toMatchObject({
      kind: 'pool',
    });
  });
});

describe('fallbacks', () => {
  const all = [
    person('ann', { pausedAs: 'paused' }),
    person('max', { role: 'MANAGER', hours: nights, capacity: 0 }),
    person('olga', { role: 'OWNER' }),
    person('ben'),
  ];
  const following = rule({ id: 'r2', position: 2, userIds: ['ben'] });
  const withFallbacks = (fallbacks: Rule['fallbacks'], more: Partial<Omit<WalkInput, 'rules'>> = {}) =>
    ask({
      rules: [rule({ userIds: ['ann'], fallbacks }), following],
      people: all,
      groups: [group('g', ['ben'])],
      ...more,
    });

  it('come in order, and managers, owner and a person are asked whatever hour it is and however much they have', () => {
    expect(withFallbacks([{ to: 'managers' }])).toMatchObject({
      kind: 'assign',
      userId: 'max',
      place: { step: 1 },
    });
    expect(withFallbacks([{ to: 'owner' }])).toMatchObject({ userId: 'olga' });
    expect(withFallbacks([{ to: 'user', userId: 'max' }])).toMatchObject({ userId: 'max' });
    expect(withFallbacks([{ to: 'user', userId: 'ann' }, { to: 'owner' }])).toMatchObject({
      userId: 'olga',
      place: { step: 2 },
    });
    const offer = withFallbacks([{ to: 'group', groupId: 'g', strategy: 'first_to_claim', offerMinutes: 3 }]);
    expect(offer).toMatchObject({ kind: 'offer', userIds: ['ben'], minutes: 3 });
  });
  it('lead to the next rule, to the pool, or nowhere', () => {
    expect(withFallbacks([{ to: 'next_rule' }])).toMatchObject({ userId: 'ben', place: { ruleId: 'r2' } });
    expect(withFallbacks([{ to: 'pool' }])).toMatchObject({ kind: 'pool', meant: true });
    expect(withFallbacks([])).toMatchObject({ kind: 'pool', meant: false });
  });
  it('go on from where the lead is, whom it is to leave left out', () => {
    const from = { ruleId: 'r1', position: 1, step: 1 };
    expect(withFallbacks([{ to: 'owner' }], { from, without: new Set(['olga']) })).toMatchObject({
      kind: 'pool',
    });
    // Its rule is gone: those behind it.
    const rules = [following];
    expect(ask({ rules, people: all, from })).toMatchObject({ kind: 'assign', userId: 'ben' });
  });
  it('end, whatever they are', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...FALLBACK_TARGETS), { maxLength: 10 }),
        fc.nat({ max: 12 }),
        (targets, step) => {
          const fallbacks = targets.map((to) => ({ to, groupId: 'g', userId: 'ben' }));
          const outcome = withFallbacks(fallbacks, { from: { ruleId: 'r1', position: 1, step } });
          expect(['assign', 'offer', 'pool']).toContain(outcome.kind);
          expect(outcome.kind === 'assign' && outcome.userId === 'ann').toBe(false);
        },
      ),
    ));
});

it('puts conditions into words', () => {
  const words = conditionWords({
    all: [
      { fact: 'lead.custom.postal_code', op: 'starts_with', value: '787' },
      {
        any: [
          { fact: 'lead.value', op: 'gte', value: 500_000 },
          { not: { fact: 'lead.phone', op: 'missing' } },
        ],
      },
    ],
  });
  expect(words).toBe('postal_code starts with 787 and (value ≥ 500000 or not (phone is not known))');
  expect(conditionWords({ all: [] })).toBe('every lead');
});

it('measures evenness: 1 when all have the same, 1/n when one has everything', () => {
  expect(evenness([4, 4, 4])).toBe(1);
  expect(evenness([12, 0, 0])).toBe(0.333);
  expect(evenness([0, 0])).toBeNull();
});
