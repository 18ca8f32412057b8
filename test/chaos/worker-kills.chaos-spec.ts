import { Chance, isFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { killWorkers } from './disturbance';
import { ledgerFigures, printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
});
afterAll(() => rig?.stop());

it('worker kill -9 every second during an e-mail campaign', async () => {
  const chance = new Chance('worker kills, e-mail');
  const recipients = isFull ? 20_000 : 3_000;
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(recipients);
  rig.sandbox.control.faults.add([{ provider: 'sendgrid', kind: 'latency', ms: 100, jitterMs: 1_000 }], chance.seed);
  const campaign = await tenant.launch({ variants: 5 });
  const kills = killWorkers(rig.workers, chance, 1_000);
  const seconds = await tenant.ended(campaign, 90_000).finally(() => kills.stop());
  rig.calm();
  const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
  printFigures('worker kills, e-mail', { kills: kills.times, ...ledgerFigures(ledger, seconds) });
  expect(kills.times).toBeGreaterThan(0);
}, 240_000);
