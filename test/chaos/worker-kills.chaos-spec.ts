import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant, type LaunchedCampaign } from './chaos-tenant';
import { claimsToldBy } from './claim-watch';
import { Disturbance, killWorkers } from './disturbance';
import { ledgerFigures, printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';

/** More lanes than that a source does not have; each holds one chunk. */
const mostLanes = 8;

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(async () => {
  rig.sandbox.control.configure({ sendgrid: { webhooks: { enabled: true } } });
  await rig.calm();
}, 90_000);

it('worker kill -9 every second during an e-mail campaign', async () => {
  const chance = new Chance('worker kills, e-mail');
  rig.silence();
  const recipients = isFull ? 20_000 : 4_000;
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(recipients);
  const latency = { provider: 'sendgrid', kind: 'latency', ms: 500, jitterMs: 1_000 } as const;
  rig.sandbox.control.faults.add([latency], chance.seed);
  const campaign = await tenant.launch({ variants: 5 });
  await tenant.handingOver(campaign);
  const kills = killWorkers(rig.workers, chance, 1_000);
  const seconds = await tenant.ended(campaign, isFull ? 300_000 : 120_000).finally(() => kills.stop());
  const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
  printFigures('worker kills, e-mail', { kills: kills.times, ...ledgerFigures(ledger, seconds) });
  expect(kills.times).toBeGreaterThan(0);
  // A kill that never met a call would prove nothing.
  expect(ledger.uncertainAtFirst).toBeGreaterThan(0);
  // The provider reported every mail it took: nothing that was sent may stay uncertain.
  expect(ledger.uncertainSent).toBe(0);
}, 400_000);

itInFull(
  'SIGTERM rolling deploy of three workers under traffic',
  async () => {
    const chance = new Chance('rolling deploy');
    const recipients = 3_000;
    await (await rig.addWorker()).start();
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    // A report of the provider would settle what a careless stop left open.
    rig.sandbox.control.configure({ sendgrid: { webhooks: { enabled: false } } });
    const latency = { provider: 'sendgrid', kind: 'latency', ms: 100, jitterMs: 500 } as const;
    rig.sandbox.control.faults.add([latency], chance.seed);

    const campaigns: LaunchedCampaign[] = [];
    let deploying = true;
    const traffic = (async () => {
      while (deploying) {
        campaigns.push(await tenant.launch());
        await new Promise((resolve) => setTimeout(resolve, chance.between(100, 400)));
      }
    })();
    const stops = [];
    try {
      for (const worker of rig.workers) {
        await new Promise((resolve) => setTimeout(resolve, chance.between(300, 900)));
        stops.push(await worker.terminate());
        await worker.start();
      }
    } finally {
      deploying = false;
      await traffic;
    }
    let sent = 0;
    for (const campaign of campaigns) {
      await tenant.ended(campaign, 60_000);
      const { accepted, uncertain } = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
      expect({ accepted, uncertain }).toEqual({ accepted: recipients, uncertain: 0 });
      sent += accepted;
    }
    const slowest = Math.max(...stops.map(({ ms }) => ms));
    printFigures('rolling deploy', {
      campaigns: campaigns.length,
      accepted: sent,
      'slowest stop ms': slowest,
    });
    expect(stops.filter(({ killed, ms }) => killed || ms > 25_000)).toEqual([]);
  },
  240_000,
);

itInFull(
  'workers asleep (SIGSTOP) for longer than their lease: a late one neither sends nor writes twice',
  async () => {
    const chance = new Chance('sleeping workers');
    rig.silence();
    const recipients = 20_000;
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    const latency = { provider: 'sendgrid', kind: 'latency', ms: 100, jitterMs: 900 } as const;
    rig.sandbox.control.faults.add([latency], chance.seed);
    const campaign = await tenant.launch({ variants: 5 });
    await tenant.handingOver(campaign);
    const naps = new Disturbance(
      () => chance.between(100, 600),
      async () => {
        const worker = rig.workers[chance.index(rig.workers.length)]!;
        await worker.kill('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, chance.between(2_000, 9_000)));
        await worker.kill('SIGCONT');
      },
    );
    const seconds = await tenant.ended(campaign, 300_000).finally(() => naps.stop());
    const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
    printFigures('sleeping workers', { naps: naps.times, ...ledgerFigures(ledger, seconds) });
    expect(ledger.uncertainSent).toBe(0);
  },
  500_000,
);

itInFull(
  'worker kill -9 every second during an SMS campaign',
  async () => {
    const chance = new Chance('worker kills, SMS');
    rig.silence();
    const recipients = 1_500;
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    rig.sandbox.control.faults.add(
      [{ provider: 'twilio', kind: 'latency', ms: 50, jitterMs: 400 }],
      chance.seed,
    );
    const campaign = await tenant.launch({ type: 'SMS' });
    const kills = killWorkers(rig.workers.slice(0, 2), chance, 1_000);
    const seconds = await tenant.ended(campaign, 300_000).finally(() => kills.stop());
    const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
    printFigures('worker kills, SMS', { kills: kills.times, ...ledgerFigures(ledger, seconds) });
    expect(kills.times).toBeGreaterThan(0);
    expect(ledger.uncertain).toBeLessThanOrEqual(kills.times * mostLanes * 50);
    expect(ledger.uncertainSent).toBe(0);
  },
  400_000,
);

itInFull(
  'a worker asleep between claim and hand-over: what another has sent meanwhile stays unsent',
  async () => {
    rig.silence();
    const recipients = 3_000;
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    const [sleeper, other] = rig.workers;
    await Promise.all(rig.workers.map((worker) => worker.kill()));
    await sleeper!.start();
    const claims = await claimsToldBy(rig);
    const campaign = await tenant.launch({ variants: 3 });
    const caught = await claims.stopAtClaim(sleeper!, campaign.id);
    await other!.start();
    await tenant.acceptedReaches(recipients);
    await sleeper!.kill('SIGCONT');
    const seconds = await tenant.ended(campaign, 60_000);
    await claims.end();
    const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
    printFigures('asleep before hand-over', { 'chunks held': caught, ...ledgerFigures(ledger, seconds) });
    expect(caught).toBeGreaterThan(0);
    expect(ledger.accepted).toBe(recipients);
  },
  300_000,
);
