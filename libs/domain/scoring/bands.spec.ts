import fc from 'fast-check';
import { bandAfter, rankOf } from './bands';
import { defaultScheme } from './rules/default-rules';

const scheme = { bands: defaultScheme.bands, margin: 4 };
const walk = (scores: number[]) => {
  const names: string[] = [];
  for (const score of scores) names.push(bandAfter(scheme, names.at(-1) ?? null, score));
  return names.join('');
};

describe('grade bands', () => {
  it('do not flap at 70', () => {
    expect(walk([69, 70, 69, 70, 68, 70, 66, 70])).toBe('BAAAAAAA');
    expect(walk([70, 65, 69, 70])).toBe('ABBA');
    expect(walk([100, 0, 15, 12, 10])).toBe('AEDDE');
  });

  it('fall past several, held only by the margin of the one they reach', () => {
    expect(walk([80, 47])).toBe('AB');
    expect(walk([80, 45])).toBe('AC');
  });

  it('are taken for the lowest when the version that named them is gone', () => {
    expect(bandAfter(scheme, 'Platinum', 55)).toBe('B');
    expect(rankOf(scheme.bands, 'Platinum')).toBe(0);
  });

  it('change at most once while a score wavers by less than the margin', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 96 }), fc.array(fc.integer({ min: 0, max: 3 })), (low, steps) => {
        const names = walk(steps.map((step) => low + step));
        const changes = [...names].filter((name, index) => index > 0 && name !== names[index - 1]).length;
        expect(changes).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('rise with the score, whatever the band before', () => {
    const band = fc.constantFrom(null, ...scheme.bands.map(({ name }) => name));
    const score = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(band, score, score, (before, one, other) => {
        const rank = (value: number) => rankOf(scheme.bands, bandAfter(scheme, before, value));
        expect(rank(Math.max(one, other))).toBeGreaterThanOrEqual(rank(Math.min(one, other)));
      }),
    );
  });
});
