import fc from 'fast-check';
import type { LeadFacts } from './condition';
import { defaultScheme } from './rules/default-rules';
import { completeRule, type RuleInput } from './rules/rule';
import { scoreLead, type Signal } from './score';
import { lead, scheme, type ArbitraryLead } from './test/arbitrary-scores';

const day = 86_400_000;
const now = new Date('2026-03-01T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * day);
const nobody: LeadFacts = { fields: {}, custom: {}, tagIds: [], createdAt: daysAgo(1) };

let made = 0;
const signal = (type: string, days: number, more: Partial<Signal> = {}): Signal => ({
  id: `s${(made += 1)}`,
  type,
  occurredAt: daysAgo(days),
  weight: 1,
  expiresAt: null,
  ...more,
});
const rule = (more: Partial<RuleInput>) =>
  completeRule({
    key: 'a-rule',
    name: 'A rule',
    kind: 'engagement',
    signal: 'message.opened',
    points: 10,
    ...more,
  });
const score = (rules: Partial<RuleInput>[], signals: Signal[], caps = {}, at = now, facts = nobody) =>
  scoreLead(
    { rules: rules.map((one, index) => rule({ key: `rule-${index}`, ...one })), caps },
    facts,
    signals,
    at,
  );

describe('a score', () => {
  it('counts every open and every visit, not the first alone (Mautic #929, #1654)', () => {
    const opens = [signal('message.opened', 0), signal('message.opened', 0), signal('message.opened', 0)];
    expect(score([{ points: 5 }], opens).overall).toBe(15);
    expect(score([{ points: 5, once: true }], opens).overall).toBe(5);
  });

  it('gives points for the value of a field (Mautic #1465)', () => {
    const large = { field: 'custom.company_size', op: 'atLeast' as const, value: 500 };
    const rules = [{ kind: 'fit' as const, signal: null, condition: large, points: 50 }];
    const of = (custom: object) =>
      score(rules, [], {}, now, { ...nobody, custom: custom as Record<string, unknown> });
    expect(of({ company_size: '1,200' })).toMatchObject({ overall: 50, profile: 50, engagement: 0 });
    expect(of({ company_size: 499 }).overall).toBe(0);
    expect(of({ company_size: 'many' }).overall).toBe(0);
    expect(of({}).overall).toBe(0);
  });

  it('keeps groups of rules apart, each with its cap (Mautic #581, #1085)', () => {
    const rules = [
      { points: 30, capGroup: 'mail' },
      { points: 30, capGroup: 'web', kind: 'behaviour' as const, signal: 'page.viewed' },
    ];
    const signals = [signal('message.opened', 0), signal('message.opened', 0), signal('page.viewed', 0)];
    const { overall, engagement, behaviour, groups } = score(rules, signals, { mail: { max: 40, min: 0 } });
    expect({ overall, engagement, behaviour }).toEqual({ overall: 70, engagement: 40, behaviour: 30 });
    expect(groups).toContainEqual({ group: 'mail', kind: 'engagement', sum: 60, counted: 40 });
  });

  it('does not take a click for an open as well (Mautic #5155)', () => {
    const { contributions } = scoreLead(defaultScheme, nobody, [signal('message.clicked', 0)], now);
    expect(contributions.map((one) => one.rule.key)).toEqual(['link-clicked']);
  });

  it('heeds timing: a return that is a rule of its own gives nothing at the first visit (Mautic #10262)', () => {
    const rules = [{ signal: 'page.viewed', minTimes: 2, withinDays: 7 }];
    expect(score(rules, [signal('page.viewed', 0)]).overall).toBe(0);
    expect(score(rules, [signal('page.viewed', 0), signal('page.viewed', 8)]).overall).toBe(0);
    expect(score(rules, [signal('page.viewed', 0), signal('page.viewed', 6)]).overall).toBe(20);
  });

  it('fades by a half-life inside a window, both at once (HubSpot has either)', () => {
    const rules = [{ points: 80, halfLifeDays: 10, withinDays: 25 }];
    const at = (days: number) => score(rules, [signal('message.opened', days)]).overall;
    expect([at(0), at(10), at(20), at(24.9), at(25)]).toEqual([80, 40, 20, 14, 0]);
  });

  it('goes on moving after a person has had a say, and forgets the say at its end (kvCORE freezes)', () => {
    const rules = [
      { points: 20 },
      { key: 'adjustment', kind: 'manual' as const, signal: 'adjustment', points: 1 },
    ];
    const said = signal('adjustment', 2, { weight: 30, expiresAt: new Date(now.getTime() + day) });
    expect(score(rules, [said]).overall).toBe(30);
    expect(score(rules, [said, signal('message.opened', 0)]).overall).toBe(50);
    expect(score(rules, [said, signal('message.opened', 0)], {}, new Date(now.getTime() + day)).overall).toBe(
      20,
    );
    expect(score(rules, [said]).nextDecayAt).toEqual(said.expiresAt);
  });

  it('is the sum of what is told of it (Mautic #5369)', () => {
    fc.assert(
      fc.property(scheme, lead, (rules, one) => {
        const { raw, contributions, groups } = scoreLead(rules, factsOf(one), signalsOf(one), now);
        for (const { points, evidence, rule: by } of contributions) {
          if (!by.condition)
            expect(evidence.reduce((sum, each) => sum + each.points, 0)).toBeCloseTo(points, 9);
        }
        const cut = groups.reduce((sum, group) => sum + group.counted - group.sum, 0);
        expect(contributions.reduce((sum, { points }) => sum + points, 0) + cut).toBeCloseTo(raw, 6);
      }),
    );
  });

  it('is from 0 to 100 and never above the sum of the caps', () => {
    fc.assert(
      fc.property(scheme, lead, (rules, one) => {
        const result = scoreLead(rules, factsOf(one), signalsOf(one), now);
        for (const number of [result.overall, result.engagement, result.behaviour, result.profile]) {
          expect(Number.isInteger(number) && number >= 0 && number <= 100).toBe(true);
        }
        for (const { group, counted } of result.groups) {
          const cap = rules.caps[group];
          if (cap) expect(counted >= cap.min && counted <= cap.max).toBe(true);
        }
      }),
    );
  });

  it('is not lowered by one more signal of a rule that gives points', () => {
    fc.assert(
      fc.property(scheme, lead, (all, one) => {
        const rules = all.rules.filter((each) => each.signal && each.points > 0);
        const signals = signalsOf(one).map((each) => ({ ...each, weight: Math.abs(each.weight) }));
        const before = scoreLead({ ...all, rules }, nobody, signals.slice(1), now);
        const after = scoreLead({ ...all, rules }, nobody, signals, now);
        expect(after.raw).toBeGreaterThanOrEqual(before.raw - 1e-9);
      }),
    );
  });

  it('of points alone fades with time and never grows', () => {
    fc.assert(
      fc.property(scheme, lead, fc.integer({ min: 0, max: 400 }), (all, one, days) => {
        const rules = all.rules.filter((each) => each.signal && each.points > 0);
        const signals = signalsOf(one);
        const later = new Date(now.getTime() + days * day);
        const at = (instant: Date) => scoreLead({ rules, caps: all.caps }, nobody, signals, instant).raw;
        expect(at(later)).toBeLessThanOrEqual(at(now) + 1e-9);
      }),
    );
  });

  it('stays what it is until the instant it foretells', () => {
    fc.assert(
      fc.property(
        scheme,
        lead,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (rules, one, share) => {
          const facts = factsOf(one);
          const signals = signalsOf(one);
          const first = scoreLead(rules, facts, signals, now);
          const end = first.nextDecayAt?.getTime() ?? now.getTime() + 1_000 * day;
          const between = new Date(now.getTime() + Math.floor((end - now.getTime()) * share));
          fc.pre(between.getTime() < end || first.nextDecayAt === null);
          const { overall, engagement, behaviour, profile } = scoreLead(rules, facts, signals, between);
          expect({ overall, engagement, behaviour, profile }).toEqual({
            overall: first.overall,
            engagement: first.engagement,
            behaviour: first.behaviour,
            profile: first.profile,
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});

function factsOf({ source, stage, company, value, custom, tagged, ageMs }: ArbitraryLead): LeadFacts {
  const fields = { source, stage, company, value, email: null, phone: null };
  return { fields, custom, tagIds: tagged ? ['t'] : [], createdAt: new Date(now.getTime() - ageMs) };
}

function signalsOf({ signals }: ArbitraryLead): Signal[] {
  return signals.map(({ type, ageMs, weight, expiresInMs }, index) => ({
    id: `s${index}`,
    type,
    weight,
    occurredAt: new Date(now.getTime() - ageMs),
    expiresAt: expiresInMs === null ? null : new Date(now.getTime() + expiresInMs),
  }));
}
