import { features, type Example } from './features';
import { factorsOf, fitModel, probability } from './logistic-model';
import { enoughToLearn, trainModel } from './train-model';

/** A small generator with a seed: the same leads every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const column = (name: (typeof features)[number]['name']) =>
  features.findIndex((feature) => feature.name === name);

/** Leads whose odds are known: replies help, silence hurts, everything else is noise. */
function examples(count: number, seed = 7): { examples: Example[]; truth: number[] } {
  const next = chance(seed);
  const truth: number[] = [];
  const made = Array.from({ length: count }, (): Example => {
    const values = features.map(() => next() * 3);
    const odds = -1 + 1.5 * (values[column('replies')]! - 1.5) - 1 * (values[column('daysQuiet')]! - 1.5);
    truth.push(1 / (1 + Math.exp(-odds)));
    return { values, happened: next() < truth.at(-1)! };
  });
  return { examples: made, truth };
}

describe('a model of the team’s own outcomes', () => {
  it('finds the probabilities it was made by', async () => {
    const { examples: known, truth } = examples(2_000);
    const model = await fitModel(known);
    const errors = known.map(({ values }, index) => Math.abs(probability(model, values) - truth[index]!));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.04);
    const [first, second] = factorsOf(
      model,
      known[0]!.values.map((_, index) => (index === column('replies') ? 3 : 1.5)),
    );
    expect(first!.feature).toBe('replies');
    expect(first!.effect).toBeGreaterThan(3 * Math.abs(second!.effect));
  });

  it('arrives at the bottom: the gradient of what it minimises is gone', async () => {
    const { examples: known } = examples(600);
    const rare = known.filter(({ happened }, index) => !happened || index % 20 === 0);
    for (const set of [known, rare]) {
      const model = await fitModel(set);
      // The invented leads do not touch the bias, so as many are foretold as there were.
      const foretold = set.reduce((sum, { values }) => sum + probability(model, values), 0);
      expect(Math.abs(foretold - set.filter(({ happened }) => happened).length)).toBeLessThan(0.25);
    }
  });

  it('is calibrated and better than a guess on leads it had not seen', async () => {
    const { report } = (await trainModel(examples(1_200).examples))!;
    expect(report.heldOut).toBeGreaterThan(250);
    expect(report.auc).toBeGreaterThan(0.75);
    expect(report.brier).toBeLessThan(report.baselineBrier * 0.85);
    for (const { leads, predicted, observed } of report.reliability) {
      if (leads >= 30) expect(Math.abs(predicted - observed)).toBeLessThan(0.15);
    }
    expect(report.deciles[0]!.lift).toBeGreaterThan(1.8);
  });

  it('tells nothing of noise', async () => {
    const next = chance(11);
    const noise = Array.from({ length: 400 }, () => ({
      values: features.map(() => next()),
      happened: next() < 0.3,
    }));
    const { report } = (await trainModel(noise))!;
    expect(Math.abs(report.auc! - 0.5)).toBeLessThan(0.15);
  });

  it('makes no certainty of 50 leads that replies divide perfectly', async () => {
    const divided = Array.from({ length: 50 }, (_, index): Example => {
      const won = index < 20;
      return {
        values: features.map((_feature, at) => (at === column('replies') && won ? 1 : 0)),
        happened: won,
      };
    });
    const model = await fitModel(divided);
    const best = probability(model, divided[0]!.values);
    expect(best).toBeGreaterThan(0.7);
    expect(best).toBeLessThan(0.995);
    expect(model.features.every(({ weight }) => Number.isFinite(weight))).toBe(true);
  });

  it('says nothing below 50 outcomes, or of leads that nearly all ended alike', async () => {
    const { examples: known } = examples(200);
    const ends = (won: number, lost: number) => [
      ...known.filter(({ happened }) => happened).slice(0, won),
      ...known.filter(({ happened }) => !happened).slice(0, lost),
    ];
    expect(enoughToLearn(ends(20, 29))).toBe(false);
    expect(enoughToLearn(ends(20, 30))).toBe(true);
    expect(enoughToLearn(ends(9, 90))).toBe(false);
    expect(await trainModel(ends(20, 29))).toBeUndefined();
  });

  it('takes a model of another version: unknown features are passed over, missing ones average', () => {
    const model = { bias: 0, features: [{ name: 'shoeSize', mean: 0, deviation: 1, weight: 9 }] };
    expect(
      probability(
        model,
        features.map(() => 5),
      ),
    ).toBe(0.5);
  });
});
