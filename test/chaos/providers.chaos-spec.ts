import { eventually } from '../support/eventually';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { ledgerFigures, printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';
import { recount } from './ledger-rows';
import { everyFault } from './provider-faults';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(() => rig.calm(), 90_000);

const hits = () =>
  rig.sandbox.control.faults
    .list()
    .map(({ rule, hits }) => `${rule.kind} ${rule.status ?? ''} ${Math.min(hits, 1)}`);

it('every provider fault in one mix: each campaign sent at most once, evidence settles what was taken', async () => {
  const chance = new Chance('provider mix');
  rig.silence();
  const tenant = await ChaosTenant.open(rig);
  const [campaigns, recipients] = isFull ? [80, 250] : [24, 30];
  await tenant.addLeads(recipients);
  const rules = chance.shuffled(everyFault('sendgrid'));
  // Calls in between go well: a circuit that opens would hide the faults behind it.
  rig.sandbox.control.faults.add(
    rules.map((rule, index) => ({ ...rule, skip: 6 + index, ...(isFull ? { everyNth: 25 } : { count: 1 }) })),
    chance.seed,
  );
  const began = Date.now();
  const launched = [];
  for (let number = 0; number < campaigns; number++) launched.push(await tenant.launch());
  const sum = {
    accepted: 0,
    skipped: 0,
    failed: 0,
    uncertain: 0,
    uncertainAtFirst: 0,
    uncertainSent: 0,
    cancelled: 0,
  };
  for (const campaign of launched) await tenant.ended(campaign, 180_000);
  const seconds = (Date.now() - began) / 1_000;
  // Before the first look at a ledger lets the provider report.
  for (const { id } of launched) sum.uncertainAtFirst += (await recount(rig, id)).uncertain!;
  for (const campaign of launched) {
    const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
    expect(ledger.uncertainSent).toBe(0);
    sum.accepted += ledger.accepted;
    sum.uncertain += ledger.uncertain;
    sum.failed += ledger.failed;
  }
  printFigures('provider mix, e-mail', { campaigns, ...ledgerFigures(sum, seconds) });
  expect(hits()).toEqual(rules.map(({ kind, status }) => `${kind} ${status ?? ''} 1`));
  expect(sum.failed).toBe(0);
  expect(sum.uncertainAtFirst).toBeGreaterThan(sum.uncertain);
  expect(sum.uncertain).toBeGreaterThan(0);
}, 400_000);

it('429: no call for the team before the announced moment, other teams go on', async () => {
  const [limited, other] = [await ChaosTenant.open(rig), await ChaosTenant.open(rig)];
  await limited.addLeads(100);
  await other.addLeads(100);
  rig.sandbox.control.faults.add([
    {
      provider: 'sendgrid',
      kind: 'status',
      status: 429,
      resetAfterSeconds: 6,
      holdUntilReset: true,
      count: 1,
      match: { address: `*@${limited.domain}` },
    },
  ]);
  const rule = () => rig.sandbox.control.faults.list()[0]!;
  const held = [await limited.launch()];
  await eventually(() => expect(rule().hits).toBe(1));
  const heldUntil = Date.now() + 5_000;
  // The other worker has not seen the answer itself; it has to know as well.
  await eventually(async () => {
    const [row] = await rig.rows<{ state: string }>('SELECT state FROM message_chunk WHERE source_id = $1', [
      held[0]!.id,
    ]);
    expect(row?.state).toBe('queued');
  });
  for (let number = 0; number < 4; number++) held.push(await limited.launch());
  const free = await other.launch();
  await other.ended(free, 30_000);
  const otherDoneAt = Date.now();
  for (const campaign of held) {
    await limited.ended(campaign, 60_000);
    expect(await expectLedgerTrue(rig, limited, campaign.id, 100)).toMatchObject({ accepted: 100 });
  }
  printFigures('429 honoured', {
    'calls before the reset': rule().hitsBeforeReset,
    'others before it': String(otherDoneAt < heldUntil),
  });
  expect(rule().hitsBeforeReset).toBe(0);
}, 180_000);

it('one refused address: exactly that one fails', async () => {
  const recipients = isFull ? 5_000 : 500;
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(recipients);
  const refused = `home77@${tenant.domain}`;
  rig.sandbox.control.faults.add([
    { provider: 'sendgrid', kind: 'refuse_address', match: { address: refused } },
  ]);
  const campaign = await tenant.launch();
  const seconds = await tenant.ended(campaign, 90_000);
  const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
  printFigures('one refused address', ledgerFigures(ledger, seconds));
  expect(ledger.rows.filter(({ state }) => state === 'failed').map(({ address }) => address)).toEqual([
    refused,
  ]);
  expect(ledger.accepted).toBe(recipients - 1);
}, 200_000);

itInFull(
  'every provider fault in one mix, SMS',
  async () => {
    const chance = new Chance('provider mix, SMS');
    rig.silence();
    const recipients = 1_500;
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    const rules = chance.shuffled(everyFault('twilio'));
    rig.sandbox.control.faults.add(
      rules.map((rule) => ({ ...rule, probability: 0.02 })),
      chance.seed,
    );
    const campaign = await tenant.launch({ type: 'SMS' });
    const seconds = await tenant.ended(campaign, 400_000);
    const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
    printFigures('provider mix, SMS', ledgerFigures(ledger, seconds));
    expect(hits()).toEqual(rules.map(({ kind, status }) => `${kind} ${status ?? ''} 1`));
    expect(ledger.uncertainSent).toBe(0);
    expect(ledger.failed).toBe(0);
  },
  600_000,
);
