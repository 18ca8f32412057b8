import CircuitBreaker from 'opossum';
import type { NotSent } from './hand-off';

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface CircuitOptions {
  /** Calls within the window before the circuit may open. */
  minCalls: number;
  /** Opens when more than this share of the window's calls failed. */
  errorPercent: number;
  /** Length of the rolling window in milliseconds; longer than a call's timeout, or slow failures are never counted. */
  windowMs: number;
  /** How long it stays open before one call is let through, in milliseconds. */
  openMs: number;
}

/**
 * A window in milliseconds that holds `minCalls` calls which time out one after another: a call is counted when it
 * starts and judged when it ends, and a window that has forgotten the start never opens the circuit.
 */
export function circuitWindow(timeoutMs: number, minCalls: number): number {
  return Math.max(60_000, timeoutMs * (minCalls + 2));
}

interface Outcome {
  kind: string;
}

/** opossum counts exceptions, providers are judged by outcome: this one stands for an outcome that is a failure. */
class CountedFailure extends Error {}

/** A circuit breaker judged by outcome: only `unknown` and `not_sent` are failures, a refusal (4xx) never is. */
export class Circuit {
  private readonly breaker: CircuitBreaker<[() => Promise<Outcome>], Outcome>;
  private openedAt = 0;

  constructor(
    private readonly options: CircuitOptions,
    private readonly now: () => Date,
  ) {
    this.breaker = new CircuitBreaker((call: () => Promise<Outcome>) => call(), {
      timeout: false,
      volumeThreshold: options.minCalls,
      errorThresholdPercentage: options.errorPercent,
      rollingCountTimeout: options.windowMs,
      resetTimeout: options.openMs,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    });
    this.breaker.on('open', () => {
      this.openedAt = this.now().getTime();
    });
  }

  get state(): CircuitState {
    if (this.breaker.halfOpen) return 'half-open';
    return this.breaker.opened ? 'open' : 'closed';
  }

  /** Runs the call, or answers `not_sent` with code `circuit_open` without running it. Throws only what `call` throws. */
  async run<R extends Outcome>(call: () => Promise<R>): Promise<R | NotSent> {
    let ran = false;
    let outcome: R | undefined;
    try {
      await this.breaker.fire(async () => {
        ran = true;
        outcome = await call();
        if (outcome.kind === 'unknown' || outcome.kind === 'not_sent') throw new CountedFailure(outcome.kind);
        return outcome;
      });
    } catch (error) {
      if (!ran) return this.refusal();
      if (!(error instanceof CountedFailure)) throw error;
    }
    return outcome ?? this.refusal();
  }

  private refusal(): NotSent {
    // While the one trial call is under way the moment has passed already: look again in a second.
    const retryAt = new Date(Math.max(this.openedAt + this.options.openMs, this.now().getTime() + 1000));
    return { kind: 'not_sent', code: 'circuit_open', detail: 'too many calls failed lately', retryAt };
  }

  /** Stops its timers; calls under way still settle. */
  close(): void {
    this.breaker.shutdown();
  }
}
