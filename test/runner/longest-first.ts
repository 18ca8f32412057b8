import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Test } from '@jest/test-result';
import Sequencer from '@jest/test-sequencer';

/** Seconds that a file took when `npm test` last wrote them down (UPDATE_TEST_SECONDS=1). */
const measured = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'test-seconds.json'), 'utf8'),
) as Record<string, number>;

/** What takes long begins first: the end of a run is then not one worker's alone. */
export default class LongestFirst extends Sequencer {
  override sort(tests: Test[]): Test[] {
    const seconds = new Map(tests.map((test) => [test, secondsOf(test)]));
    return tests.toSorted((a, b) => seconds.get(b)! - seconds.get(a)!);
  }
}

/** A file without a measure is taken by its size. */
function secondsOf({ path: file, context: { config } }: Test): number {
  return measured[path.relative(config.rootDir, file)] ?? statSync(file).size / 2_000;
}
