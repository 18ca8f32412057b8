import { backendUnderTest } from '../support/environment';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { ledgerFigures, printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';
import { loseQueueMemory } from './queue-memory';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(() => rig.calm(), 90_000);

/** Slow enough that something is left when the fault comes. */
function slowDown(chance: Chance): void {
  rig.sandbox.control.faults.add(
    [{ provider: 'sendgrid', kind: 'latency', ms: 400, jitterMs: 600 }],
    chance.seed,
  );
}

const queueLoss = backendUnderTest === 'redis' ? 'Redis FLUSHALL' : 'the queue tables emptied';
it(`${queueLoss}, mid-campaign and mid-delay`, async () => {
  const chance = new Chance('queue loss');
  const recipients = isFull ? 20_000 : 6_000;
  const [now, later] = [await ChaosTenant.open(rig), await ChaosTenant.open(rig)];
  await now.addLeads(recipients);
  await later.addLeads(100);
  slowDown(chance);
  // Whole seconds, as people plan.
  const scheduledAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 8_000);
  const delayed = await later.launch({ scheduledAt });
  const campaign = await now.launch({ variants: 5 });
  await now.acceptedReaches(1_000);
  await loseQueueMemory(rig);
  const lostAt = Date.now();
  const seconds = await now.ended(campaign, 120_000);
  await later.ended(delayed, 120_000);
  const ledger = await expectLedgerTrue(rig, now, campaign.id, recipients);
  const delayedLedger = await expectLedgerTrue(rig, later, delayed.id, 100);
  expect([ledger.accepted, delayedLedger.accepted]).toEqual([recipients, 100]);
  const first = delayedLedger.record[0]!.acceptedAt;
  const lateBy = first - scheduledAt.getTime();
  printFigures(queueLoss, { ...ledgerFigures(ledger, seconds), 'delayed campaign late by ms': lateBy });
  expect(lateBy).toBeGreaterThanOrEqual(0);
  expect(first - lostAt).toBeLessThan(60_000);
}, 300_000);

if (backendUnderTest === 'redis') {
  itInFull(
    'Redis kill -9 and restart mid-campaign; the API answers meanwhile',
    async () => {
      const chance = new Chance('redis restart');
      const recipients = 20_000;
      const [before, during] = [await ChaosTenant.open(rig), await ChaosTenant.open(rig)];
      await before.addLeads(recipients);
      await during.addLeads(200);
      slowDown(chance);
      const campaign = await before.launch({ variants: 5 });
      await before.acceptedReaches(1_000);
      await rig.redis!.kill();
      const answers: number[] = [];
      const launched = await during.launch();
      for (let times = 0; times < 20; times++) {
        const began = performance.now();
        await during.create();
        await during.rest.call('GET', '/api/campaigns');
        answers.push(performance.now() - began);
      }
      await rig.redis!.start();
      const backAt = Date.now();
      const seconds = await before.ended(campaign, 180_000);
      await during.ended(launched, 60_000);
      const recovery = (Date.now() - backAt) / 1_000;
      const ledger = await expectLedgerTrue(rig, before, campaign.id, recipients);
      expect(await expectLedgerTrue(rig, during, launched.id, 200)).toMatchObject({ accepted: 200 });
      const slowest = Math.round(Math.max(...answers));
      printFigures('Redis restart', {
        ...ledgerFigures(ledger, seconds),
        'slowest answer ms': slowest,
        'done after s': recovery,
      });
      expect(ledger.accepted).toBe(recipients);
      expect(slowest).toBeLessThan(5_000);
    },
    400_000,
  );
}
