import { Circuit, circuitWindow, type CircuitOptions, type CircuitState } from './circuit';
import type { NotSent, RateLimited, Rejected } from './hand-off';

export interface LineAccount {
  /** Whose line it is: a team's id, or `platform`. */
  key: string;
  /** Longest time one call may take, in milliseconds, connecting included. */
  timeoutMs: number;
}

/** Settings a composition root or a test may change; everything has a default. */
export interface LineOptions {
  now?: () => Date;
  circuit?: Partial<CircuitOptions>;
  /** Accounts kept open at once; the least recently used one is closed beyond that. */
  capacity?: number;
}

interface Line<C> {
  identity: string;
  client: C;
  circuit: Circuit;
  blockedUntil: Date | undefined;
}

interface Outcome {
  kind: string;
  retryAt?: Date;
}

/**
 * One line per account to one provider: its SDK client, its circuit breaker, and the moment before which the provider
 * wants no call. Kept in this process only. Changed credentials get a new line.
 */
export class AccountLines<A extends LineAccount, C> {
  private readonly lines = new Map<string, Line<C>>();
  private readonly now: () => Date;
  private readonly capacity: number;

  /**
   * @param open makes the client; what it throws is a refusal of the account, not an exception.
   * @param identity every setting the client was made from, as one string.
   */
  constructor(
    private readonly open: (account: A) => C,
    private readonly identity: (account: A) => string,
    private readonly minCalls: number,
    private readonly options: LineOptions = {},
  ) {
    this.now = options.now ?? (() => new Date());
    this.capacity = options.capacity ?? 500;
  }

  async call<R extends Outcome>(
    account: A,
    run: (client: C) => Promise<R>,
  ): Promise<R | RateLimited | NotSent | Rejected> {
    let line: Line<C>;
    try {
      line = this.line(account);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { kind: 'rejected', scope: 'account', code: 'bad_account', detail };
    }
    if (line.blockedUntil && line.blockedUntil > this.now()) {
      return { kind: 'rate_limited', retryAt: line.blockedUntil };
    }
    const outcome = await line.circuit.run(() => run(line.client));
    if (outcome.kind === 'rate_limited' && outcome.retryAt) line.blockedUntil = outcome.retryAt;
    return outcome;
  }

  circuit(account: A): CircuitState {
    return this.lines.get(account.key)?.circuit.state ?? 'closed';
  }

  /** Forgets every line; calls under way still settle. */
  close(): void {
    for (const line of this.lines.values()) line.circuit.close();
    this.lines.clear();
  }

  private line(account: A): Line<C> {
    const identity = this.identity(account);
    const known = this.lines.get(account.key);
    this.lines.delete(account.key);
    if (known?.identity === identity) {
      this.lines.set(account.key, known);
      return known;
    }
    known?.circuit.close();
    const line = {
      identity,
      client: this.open(account),
      circuit: this.newCircuit(account),
      blockedUntil: undefined,
    };
    this.lines.set(account.key, line);
    this.forgetOldest();
    return line;
  }

  private newCircuit(account: A): Circuit {
    const defaults: CircuitOptions = {
      minCalls: this.minCalls,
      errorPercent: 50,
      windowMs: circuitWindow(account.timeoutMs, this.minCalls),
      openMs: 15_000,
    };
    return new Circuit({ ...defaults, ...this.options.circuit }, this.now);
  }

  private forgetOldest(): void {
    if (this.lines.size <= this.capacity) return;
    const [oldest] = this.lines.keys();
    if (oldest === undefined) return;
    this.lines.get(oldest)?.circuit.close();
    this.lines.delete(oldest);
  }
}
