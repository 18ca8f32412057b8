import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { features, type Example } from './features';
import { descend } from './gradient-descent';
import type { Factor, Model } from './prediction';

/**
 * Fits a model, in portions between which others have the thread. Around the descent:
 *   columns are standardised, and one of ones is added for the bias;
 *   two invented leads per feature, one of each end and a deviation from the mean, pull its weight towards 0 (the log-F(2,2) prior;
 *   Greenland and Mansournia, Statistics in Medicine 34, 2015), so that 50 outcomes do not make a certainty;
 *   the matrix is whitened, because a step has one length for all directions.
 */
export async function fitModel(examples: readonly Example[]): Promise<Model> {
  const scales = features.map((_, column) => scaleOf(examples.map(({ values }) => values[column]!)));
  const rows = examples.map(({ values }) => [
    1,
    ...values.map((value, column) => scaled(value, scales[column]!)),
  ]);
  const ends: number[] = examples.map(({ happened }) => (happened ? 1 : 0));
  features.forEach((_, column) => {
    for (const end of [0, 1]) {
      rows.push([0, ...features.map((__, other) => (other === column ? 1 : 0))]);
      ends.push(end);
    }
  });
  const [bias, ...weights] = await whitened(new Matrix(rows), ends);
  return {
    bias: bias!,
    features: features.map(({ name }, column) => ({ name, ...scales[column]!, weight: weights[column]! })),
  };
}

/** 0 to 1. Features the model does not know are passed over, and those it misses taken for average. */
export function probability(model: Model, values: readonly number[]): number {
  const odds = model.bias + factorsOf(model, values).reduce((sum, { effect }) => sum + effect, 0);
  return 1 / (1 + Math.exp(-odds));
}

/** What moves a lead away from the average one, the strongest first. */
export function factorsOf(model: Model, values: readonly number[]): Factor[] {
  return features
    .flatMap(({ name, about }, column): Factor[] => {
      const known = model.features.find((feature) => feature.name === name);
      if (!known) return [];
      const value = values[column]!;
      return [{ feature: name, about, value, effect: known.weight * scaled(value, known) }];
    })
    .toSorted((one, other) => Math.abs(other.effect) - Math.abs(one.effect));
}

interface Scale {
  mean: number;
  deviation: number;
}

function scaleOf(values: readonly number[]): Scale {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}

/** Five deviations at most: one lead with a thousand page views must not bend the line for all. */
function scaled(value: number, { mean, deviation }: Scale): number {
  return Math.max(-5, Math.min(5, (value - mean) / deviation));
}

async function whitened(matrix: Matrix, ends: readonly number[]): Promise<number[]> {
  const gram = matrix.transpose().mmul(matrix);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  // The invented leads keep every eigenvalue above 0.
  const whitening = eigenvectorMatrix.mmul(
    Matrix.diag(realEigenvalues.map((value) => Math.sqrt(matrix.rows / value))),
  );
  const rows = matrix.mmul(whitening).to2DArray();
  const weights = await descend({ rows, ends, steps: stepsFor(ends), learningRate: 4 / matrix.rows });
  return whitening.mmul(Matrix.columnVector(weights)).to1DArray();
}

/** Whitened, a step leaves some 1 - 4p(1 - p) of the way, p being what is foretold: where one end is rare it takes longer. */
function stepsFor(ends: readonly number[]): number {
  const share = ends.filter((end) => end === 1).length / ends.length;
  return Math.min(800, Math.max(150, Math.ceil(40 / (4 * share * (1 - share)))));
}
