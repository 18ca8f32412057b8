import { chanceSequence } from '../seeded-chance';
import type { FaultProvider, FaultRule } from './fault-rule';

/** What shall happen to one request: a wait, then at most one fault. */
export interface Verdict {
  delayMs: number;
  fault: Fault | null;
}

export interface Fault {
  rule: FaultRule;
  /** Position of the address that matched; -1 when the rule names none. */
  addressIndex: number;
  /** When a 429 ends, in milliseconds since the epoch. */
  resetAt: number;
}

interface ActiveRule {
  id: string;
  rule: FaultRule;
  chance: () => number;
  seen: number;
  hits: number;
  /** Requests that came before the announced reset. */
  hitsBeforeReset: number;
  heldUntil: Map<string, number>;
}

/** Rules in the order they were added; all latencies add up, the first other rule that applies wins. */
export class FaultBook {
  private rules: ActiveRule[] = [];
  private nextId = 1;

  /** `seed` makes the probabilities replayable: same seed, same requests in the same order, same faults. */
  add(rules: readonly FaultRule[], seed = 1): string[] {
    const added = rules.map((rule) => {
      const id = `fault-${this.nextId++}`;
      const chance = chanceSequence(seed + this.rules.length);
      return { id, rule, chance, seen: 0, hits: 0, hitsBeforeReset: 0, heldUntil: new Map<string, number>() };
    });
    this.rules.push(...added);
    return added.map((active) => active.id);
  }

  list() {
    return this.rules.map(({ id, rule, seen, hits, hitsBeforeReset }) => ({
      id,
      rule,
      seen,
      hits,
      hitsBeforeReset,
    }));
  }

  /** Without an id all rules go. False when there is no such rule. */
  remove(id?: string): boolean {
    const before = this.rules.length;
    this.rules = id === undefined ? [] : this.rules.filter((active) => active.id !== id);
    return id === undefined || this.rules.length < before;
  }

  decide(
    provider: FaultProvider,
    accounts: readonly string[],
    addresses: readonly string[],
    now: number,
  ): Verdict {
    const verdict: Verdict = { delayMs: 0, fault: null };
    for (const active of this.rules) {
      const { rule } = active;
      if (rule.provider !== provider) continue;
      if (verdict.fault && rule.kind !== 'latency') continue;
      if (rule.match?.account !== undefined && !accounts.includes(rule.match.account)) continue;
      const addressIndex = rule.match?.address === undefined ? -1 : matching(addresses, rule.match.address);
      if (rule.match?.address !== undefined && addressIndex < 0) continue;
      const resetAt = applies(active, accounts[0] ?? '', now);
      if (resetAt === null) continue;
      if (rule.kind === 'latency' || rule.kind === 'late') {
        verdict.delayMs += (rule.ms ?? 0) + (rule.jitterMs ?? 0) * active.chance();
      }
      if (rule.kind !== 'latency') verdict.fault = { rule, addressIndex, resetAt };
    }
    return verdict;
  }
}

/** When the refusal ends (only a 429 has such an end), or null when the rule lets this request pass. */
function applies(active: ActiveRule, account: string, now: number): number | null {
  const { rule } = active;
  const heldUntil = active.heldUntil.get(account) ?? 0;
  if (now < heldUntil) {
    active.hits++;
    active.hitsBeforeReset++;
    return heldUntil;
  }
  const turn = ++active.seen - (rule.skip ?? 0);
  if (turn <= 0) return null;
  if (rule.count !== undefined && active.hits - active.hitsBeforeReset >= rule.count) return null;
  if (rule.everyNth !== undefined && turn % rule.everyNth !== 0) return null;
  if (rule.probability !== undefined && active.chance() >= rule.probability) return null;
  active.hits++;
  // The provider announces whole seconds: round up, or a client that waits exactly as told comes too early.
  const resetAt = Math.ceil((now + (rule.resetAfterSeconds ?? 1) * 1_000) / 1_000) * 1_000;
  if (rule.holdUntilReset) active.heldUntil.set(account, resetAt);
  return resetAt;
}

function matching(addresses: readonly string[], pattern: string): number {
  const wanted = pattern.toLowerCase();
  if (!wanted.includes('*')) return addresses.findIndex((address) => address.toLowerCase() === wanted);
  const escaped = wanted.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replace(/\*+/g, '.*');
  const expression = new RegExp(`^${escaped}$`);
  return addresses.findIndex((address) => expression.test(address.toLowerCase()));
}
