import type { FaultProvider, FaultRule } from '../../apps/sandbox/src/faults/fault-rule';
import { isFull, type Chance } from './chaos-seed';
import { providerTimeoutMs, type ChaosRig } from './chaos-rig';

const providers = ['sendgrid', 'twilio'] as const;

/** What a provider can do to a call. */
export function everyFault(provider: FaultProvider): FaultRule[] {
  return [
    { provider, kind: 'status', status: 500 },
    { provider, kind: 'status', status: 503 },
    { provider, kind: 'status', status: 429, resetAfterSeconds: 2 },
    { provider, kind: 'timeout_no_accept' },
    { provider, kind: 'reset_before' },
    { provider, kind: 'reset_after' },
    // Accepted when the client has long given up.
    { provider, kind: 'late', ms: providerTimeoutMs + 1_000 },
  ];
}

/** All of it for single messages, now and then. Calls in between go well: a circuit that opens would hide the faults behind it. */
export function misbehave(rig: ChaosRig, chance: Chance): void {
  const often = isFull ? { everyNth: 20 } : { count: 1 };
  const rules = providers.flatMap((provider) =>
    chance.shuffled(everyFault(provider)).map((rule, index) => ({ ...rule, skip: 2 + 2 * index, ...often })),
  );
  rig.sandbox.control.faults.add(rules, chance.seed);
}

/** Each provider did everything that `misbehave` has in store. */
export function expectEveryFaultMet(rig: ChaosRig): void {
  const rules = rig.sandbox.control.faults.list().filter(({ rule }) => rule.kind !== 'latency');
  expect(rules.filter(({ hits }) => hits === 0)).toEqual([]);
  expect(rules).toHaveLength(providers.length * everyFault('twilio').length);
}

/** Slow enough that calls are under way when something else goes wrong. */
export function slowProviders(rig: ChaosRig, chance: Chance, ms: number, jitterMs: number): void {
  const rules = providers.map((provider) => ({ provider, kind: 'latency', ms, jitterMs }) as const);
  rig.sandbox.control.faults.add(rules, chance.seed);
}
