import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Test } from '@jest/test-result';
import Sequencer from '@jest/test-sequencer';

/** Seconds that a file took when `npm test` last wrote them down (UPDATE_TEST_SECONDS=1). */
const measured = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'test-seconds.json'), 'utf8'),
) as Record<string, number>;

/** From here on a file mostly waits: for deadlines, retries, restarts. In s. */
const long = 12;
/** Files that mostly compute, per one that mostly waits: so the long ones have all begun when three quarters are done. */
const between = 4;

/**
 * What takes long is begun early, so that the end of a run is not one worker's alone; but not all at once, or the processors would have
 * nothing to do first and too much afterwards.
 */
export default class TestOrder extends Sequencer {
  override sort(tests: Test[]): Test[] {
    const seconds = new Map(tests.map((test) => [test, secondsOf(test)]));
    const sorted = tests.toSorted((a, b) => seconds.get(b)! - seconds.get(a)!);
    const waiting = sorted.filter((test) => seconds.get(test)! >= long);
    const computing = sorted.slice(waiting.length);
    const mixed = waiting.flatMap((test, index) => [
      test,
      ...computing.slice(index * between, (index + 1) * between),
    ]);
    return [...mixed, ...computing.slice(waiting.length * between)];
  }
}

/** A file without a measure is taken by its size. */
function secondsOf({ path: file, context: { config } }: Test): number {
  return measured[path.relative(config.rootDir, file)] ?? statSync(file).size / 2_000;
}
