import { areaUnderCurve, brierScore, liftByDecile, reliability } from '../model-figures';
import type { Example } from './features';
import { fitModel, probability } from './logistic-model';
import { minOfEach, minOutcomes, type Model, type ModelReport } from './prediction';

export function enoughToLearn(examples: readonly Example[]): boolean {
  const happened = examples.filter((example) => example.happened).length;
  return examples.length >= minOutcomes && Math.min(happened, examples.length - happened) >= minOfEach;
}

/**
 * A model of all examples, and a report of one that had not seen every fourth of each end. The examples come in an order that has
 * nothing to do with them. Undefined when there is not enough to learn from.
 */
export async function trainModel(
  examples: readonly Example[],
): Promise<{ model: Model; report: ModelReport } | undefined> {
  if (!enoughToLearn(examples)) return undefined;
  const parts = [true, false].map((end) => examples.filter(({ happened }) => happened === end));
  const heldOut = parts.flatMap((part) => part.filter((_, index) => index % 4 === 3));
  const seen = parts.flatMap((part) => part.filter((_, index) => index % 4 !== 3));
  const trial = await fitModel(seen);
  const judged = heldOut.map(({ values, happened }) => ({ score: probability(trial, values), happened }));
  const baseline = heldOut.filter(({ happened }) => happened).length / heldOut.length;
  const report: ModelReport = {
    trainedOn: seen.length,
    heldOut: heldOut.length,
    baseline,
    auc: areaUnderCurve(judged),
    brier: brierScore(judged),
    baselineBrier: brierScore(heldOut.map(({ happened }) => ({ score: baseline, happened }))),
    reliability: reliability(judged),
    deciles: liftByDecile(judged),
  };
  return { model: await fitModel(examples), report };
}
