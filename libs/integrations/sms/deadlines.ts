/** The calls of such a share of the longest time begin together, as far as their end is concerned. */
const slices = 100;

/**
 * Signals that end calls within `timeoutMs`. Calls begun within a hundredth of that time share one, the latest of them with so much
 * less: a timer for every call would outlive its call, by tens of thousands where thousands are made a second.
 */
export class Deadlines {
  private signal = AbortSignal.abort();
  private until = 0;

  constructor(private readonly timeoutMs: number) {}

  /** For a call that begins now. */
  next(): AbortSignal {
    const now = performance.now();
    if (now >= this.until) {
      this.signal = AbortSignal.timeout(this.timeoutMs);
      this.until = now + this.timeoutMs / slices;
    }
    return this.signal;
  }
}
