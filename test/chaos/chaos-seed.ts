import { createHash, randomInt } from 'node:crypto';

/** CHAOS=full: every fault at the size the promises name. Otherwise the subset that every test run can afford. */
export const isFull = process.env.CHAOS === 'full';

/** Decides the moments of kills and the sandbox's faults; CHAOS_SEED repeats a run. The subset wishes for the same each time. */
export const chaosSeed = Number(process.env.CHAOS_SEED ?? (isFull ? randomInt(1, 1_000_000) : 4711));

/** A fault's own sequence of chances: the same for a seed whichever other faults run. Mulberry32. */
export class Chance {
  private state: number;
  /** For the sandbox's own chances. */
  readonly seed: number;

  constructor(title: string, seed = chaosSeed) {
    this.state = createHash('sha256').update(`${seed}:${title}`).digest().readUInt32LE(0);
    this.seed = this.state % 1_000_000;
  }

  /** At least 0, less than 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  index(length: number): number {
    return Math.floor(this.next() * length);
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.next() }))
      .sort((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }
}

/** A fault that only `npm run test:chaos` can afford. */
export const itInFull = (isFull ? it : () => undefined) as typeof it;
