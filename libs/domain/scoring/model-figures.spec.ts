import fc from 'fast-check';
import { areaUnderCurve, brierScore, liftByDecile, reliability, type Judged } from './model-figures';

const judged = fc.array(
  fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), happened: fc.boolean() }),
  { minLength: 1, maxLength: 80 },
);
const of = (...pairs: [number, boolean][]): Judged[] =>
  pairs.map(([score, happened]) => ({ score, happened }));

describe('figures of a model', () => {
  it('area under the curve: 1 when all winners are above all losers, one half when nothing is told', () => {
    expect(areaUnderCurve(of([0.9, true], [0.8, true], [0.2, false]))).toBe(1);
    expect(areaUnderCurve(of([0.1, true], [0.8, false]))).toBe(0);
    expect(areaUnderCurve(of([0.5, true], [0.5, false], [0.5, true]))).toBe(0.5);
    expect(areaUnderCurve(of([0.5, true]))).toBeNull();
  });

  it('area under the curve is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(judged, (all) => {
        const won = all.filter(({ happened }) => happened);
        const lost = all.filter(({ happened }) => !happened);
        fc.pre(won.length > 0 && lost.length > 0);
        const pairs = won.flatMap((one) =>
          lost.map((other) => (one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0)),
        );
        const share = pairs.reduce((sum: number, value) => sum + value, 0) / pairs.length;
        expect(areaUnderCurve(all)).toBeCloseTo(share, 9);
      }),
    );
  });

  it('deciles hold every lead once, the best first, and their lift averages to 1', () => {
    fc.assert(
      fc.property(judged, (all) => {
        const deciles = liftByDecile(all);
        expect(deciles.reduce((sum, { leads }) => sum + leads, 0)).toBe(all.length);
        expect(deciles.reduce((sum, { happened }) => sum + happened, 0)).toBe(
          all.filter(({ happened }) => happened).length,
        );
        fc.pre(all.some(({ happened }) => happened));
        const lift = deciles.reduce((sum, each) => sum + each.lift * each.leads, 0) / all.length;
        expect(lift).toBeCloseTo(1, 9);
      }),
    );
  });

  it('calibration: what was said beside what came of it', () => {
    const all = of([0.21, false], [0.29, true], [0.95, true], [1, true], [0, false]);
    expect(reliability(all)).toMatchObject([
      { from: 0, leads: 1, predicted: 0, observed: 0 },
      { from: 0.2, leads: 2, predicted: 0.25, observed: 0.5 },
      { from: 0.9, leads: 2, predicted: 0.975, observed: 1 },
    ]);
    expect(brierScore(of([1, true], [0, false]))).toBe(0);
    expect(brierScore(of([0.5, true], [0.5, false]))).toBe(0.25);
  });
});
