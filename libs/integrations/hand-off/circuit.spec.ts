import { setTimeout as pause } from 'node:timers/promises';
import { Circuit, circuitWindow } from './circuit';

it('has a window that holds the calls it takes to open, each as long as its timeout', () => {
  for (const timeoutMs of [1_000, 20_000, 60_000]) {
    // opossum forgets in tenths of the window.
    expect(circuitWindow(timeoutMs, 3) * 0.9).toBeGreaterThan(3 * timeoutMs);
    expect(circuitWindow(timeoutMs, 5) * 0.9).toBeGreaterThan(5 * timeoutMs);
  }
});

it('stays closed while half of the calls go through', async () => {
  const circuit = new Circuit(
    { minCalls: 3, errorPercent: 50, windowMs: 60_000, openMs: 50 },
    () => new Date(),
  );
  for (let call = 0; call < 20; call++)
    await circuit.run(async () => ({ kind: call % 2 ? 'unknown' : 'accepted' }));
  expect(circuit.state).toBe('closed');
  circuit.close();
});

it('forgets old failures', async () => {
  const circuit = new Circuit({ minCalls: 3, errorPercent: 50, windowMs: 100, openMs: 50 }, () => new Date());
  const fail = () => circuit.run(async () => ({ kind: 'not_sent' }));
  await fail();
  await fail();
  await pause(200);
  await fail();
  expect(circuit.state).toBe('closed');
  circuit.close();
});

it('names the moment to come back, never the past', async () => {
  let now = new Date('2026-01-01T00:00:00Z');
  const circuit = new Circuit({ minCalls: 1, errorPercent: 50, windowMs: 60_000, openMs: 15_000 }, () => now);
  await circuit.run(async () => ({ kind: 'unknown' }));
  const retryAt = () => circuit.run(async () => ({ kind: 'accepted' }));
  expect(await retryAt()).toMatchObject({ retryAt: new Date('2026-01-01T00:00:15Z') });
  now = new Date('2026-01-01T00:01:00Z');
  expect(await retryAt()).toMatchObject({ retryAt: new Date('2026-01-01T00:01:01Z') });
  circuit.close();
});
