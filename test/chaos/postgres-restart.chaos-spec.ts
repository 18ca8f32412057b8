import { eventually } from '../support/eventually';
import { Chance, isFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { ledgerFigures, printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2, ownPostgres: true });
}, 120_000);
afterAll(() => rig?.stop());

it('Postgres immediate restart mid-campaign: 503 while it is away, back within ten seconds', async () => {
  const chance = new Chance('postgres restart');
  const recipients = isFull ? 20_000 : 3_000;
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(recipients);
  rig.sandbox.control.faults.add(
    [{ provider: 'sendgrid', kind: 'latency', ms: 300, jitterMs: 500 }],
    chance.seed,
  );
  const campaign = await tenant.launch({ variants: 5 });
  await tenant.acceptedReaches(500);
  await rig.postgres!.crash();
  const away = await tenant.rest.once<{ code: string }>('GET', '/api/campaigns');
  const readiness = await tenant.rest.once('GET', '/api/health/ready');
  const liveness = await tenant.rest.once('GET', '/api/health');
  await new Promise((resolve) => setTimeout(resolve, chance.between(500, 2_000)));
  await rig.postgres!.startAgain();
  const startedAt = Date.now();
  await eventually(async () => {
    expect((await tenant.rest.once('GET', '/api/health/ready')).status).toBe(200);
    expect((await tenant.rest.once('GET', '/api/campaigns')).status).toBe(200);
  }, 20_000);
  const backAfter = Date.now() - startedAt;
  const seconds = await tenant.ended(campaign, 180_000);
  const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
  printFigures('Postgres restart', { ...ledgerFigures(ledger, seconds), 'API back after ms': backAfter });
  expect([away.status, readiness.status, liveness.status]).toEqual([503, 503, 200]);
  expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(backAfter).toBeLessThan(10_000);
}, 400_000);
