import { monitorEventLoopDelay } from 'node:perf_hooks';
import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { descend } from './gradient-descent';

/** A small generator with a seed: the same rows every time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function rowsOf(many: number): { rows: number[][]; ends: number[] } {
  const next = noise(5);
  const rows = Array.from({ length: many }, () => [1, ...Array.from({ length: 14 }, () => next() * 2 - 1)]);
  return { rows, ends: rows.map((row) => (row[1]! + next() > 0.5 ? 1 : 0)) };
}

describe('the descent of a logistic regression', () => {
  it('arrives where the library does, step by step', async () => {
    const { rows, ends } = rowsOf(200);
    const options = { numSteps: 120, learningRate: 4 / rows.length };
    const library = new LogisticRegression(options);
    library.train(new Matrix(rows), Matrix.columnVector(ends));
    const known = library.classifiers[0]!.weights.to1DArray();
    const found = await descend({ rows, ends, steps: options.numSteps, learningRate: options.learningRate });
    expect(found).toHaveLength(15);
    found.forEach((weight, column) => expect(weight).toBeCloseTo(known[column]!, 9));
  });

  it('leaves the thread to others every few milliseconds, however long it takes', async () => {
    const { rows, ends } = rowsOf(2_000);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    let turns = 0;
    let isDone = false;
    const other = (async () => {
      while (!isDone) {
        await new Promise((resolve) => setImmediate(resolve));
        turns += 1;
      }
    })();
    delay.enable();
    const before = performance.now();
    await descend({ rows, ends, steps: 4_000, learningRate: 4 / rows.length });
    const took = performance.now() - before;
    delay.disable();
    isDone = true;
    await other;
    // As many turns as portions, whatever the machine; and of a wait no more than a share, however slow it is.
    expect(turns).toBeGreaterThanOrEqual(100);
    expect(delay.percentile(50) / 1e6).toBeLessThan(took / 10);
  });
});
