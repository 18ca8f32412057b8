import { setImmediate } from 'node:timers/promises';

/** Multiplications between two breaths: about a millisecond, a few on a slow core. */
const portion = 500_000;

export interface Descent {
  /** One row per example, all of one length. */
  rows: readonly (readonly number[])[];
  /** 1 where it happened, else 0; one per row. */
  ends: readonly number[];
  steps: number;
  learningRate: number;
}

/**
 * The weights of a logistic regression by batch gradient descent from 0, as ml-logistic-regression does it (its spec holds the two
 * side by side). That one copies the matrix at every step and does not stop for a second; a worker has sends to make meanwhile, so this
 * one copies nothing and lets others have the thread every few milliseconds.
 */
export async function descend({ rows, ends, steps, learningRate }: Descent): Promise<number[]> {
  const width = rows[0]?.length ?? 0;
  const values = Float64Array.from(rows.flat());
  const weights = new Float64Array(width);
  const gradient = new Float64Array(width);
  const stepsAtOnce = Math.max(1, Math.floor(portion / (2 * values.length || 1)));
  for (let step = 0; step < steps; step += 1) {
    if (step > 0 && step % stepsAtOnce === 0) await setImmediate();
    gradient.fill(0);
    for (let row = 0, at = 0; row < rows.length; row += 1, at += width) {
      let odds = 0;
      for (let column = 0; column < width; column += 1) odds += values[at + column]! * weights[column]!;
      const error = ends[row]! - 1 / (1 + Math.exp(-odds));
      for (let column = 0; column < width; column += 1) gradient[column]! += values[at + column]! * error;
    }
    for (let column = 0; column < width; column += 1) weights[column]! += learningRate * gradient[column]!;
  }
  return [...weights];
}
