import { eventually } from '../support/eventually';
import { Chance, isFull, itInFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { findFaketime } from './faketime';
import { ledgerFigures, printFigures } from './figures';
import { expectLedgerTrue } from './ledger-oracle';
import { acceptancesOf, ledgerOf } from './ledger-rows';

/** A source has at most that many lanes; each may have one chunk under way. */
const mostLanes = 8;

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(() => rig.calm(), 90_000);

const recipients = isFull ? 40_000 : 9_000;

/** A campaign under way, a word to it, and what went out after the word was taken. */
async function halt(word: 'pause' | 'cancel', chance: Chance) {
  const tenant = await ChaosTenant.open(rig);
  await tenant.addLeads(recipients);
  rig.sandbox.control.faults.add(
    [{ provider: 'sendgrid', kind: 'latency', ms: 500, jitterMs: 500 }],
    chance.seed,
  );
  const campaign = await tenant.launch({ variants: 5 });
  await tenant.acceptedReaches(1_000);
  await tenant.rest.call('POST', `/api/campaigns/${campaign.id}/${word}`);
  const saidAt = Date.now();
  const before = tenant.accepted;
  await eventually(async () => {
    const flying = await rig.rows(
      `SELECT 1 FROM message_chunk WHERE source_id = $1 AND state IN ('claimed', 'handed_off')`,
      [campaign.id],
    );
    expect(flying).toEqual([]);
  }, 30_000);
  // A provider under load may accept what the worker has given up on; when it was handed over is what counts.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const settled = tenant.accepted;
  expect(settled).toBeLessThan(recipients);
  // What went out after the answer had been handed over before it: one chunk per lane.
  const rows = await ledgerOf(rig, campaign.id);
  const late = acceptancesOf(rig, new Set(rows.map(({ id }) => id))).filter(
    ({ acceptedAt }) => acceptedAt > saidAt,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const handOffs = late.map(({ messageId }) => byId.get(messageId)!.handedOffAt!.getTime());
  expect(handOffs.filter((at) => at > saidAt)).toEqual([]);
  expect(new Set(handOffs).size).toBeLessThanOrEqual(mostLanes);
  return { tenant, campaign, after: settled - before };
}

it('pause mid-send: only what was handed over goes out, resume sends the rest', async () => {
  const { tenant, campaign, after } = await halt('pause', new Chance('pause'));
  rig.sandbox.control.faults.remove();
  await tenant.rest.call('POST', `/api/campaigns/${campaign.id}/resume`);
  const seconds = await tenant.ended(campaign, 90_000);
  const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
  printFigures('pause and resume', { 'after the pause': after, ...ledgerFigures(ledger, seconds) });
  expect(ledger.accepted).toBe(recipients);
}, 240_000);

it('cancel mid-send: only what was handed over goes out, the rest is cancelled', async () => {
  const { tenant, campaign, after } = await halt('cancel', new Chance('cancel'));
  const seconds = await tenant.ended(campaign, 30_000);
  const ledger = await expectLedgerTrue(rig, tenant, campaign.id, recipients);
  printFigures('cancel', { 'after the cancel': after, ...ledgerFigures(ledger, seconds) });
  expect(ledger.cancelled).toBeGreaterThan(0);
  expect(ledger.accepted + ledger.cancelled).toBe(recipients);
}, 240_000);

itInFull(
  'two tenants: a single message behind 100,000 due ones goes out within 5 s',
  async () => {
    const [large, small] = [await ChaosTenant.open(rig), await ChaosTenant.open(rig)];
    await large.addLeads(100_000);
    await small.addLeads(1);
    rig.sandbox.control.configure({ sendgrid: { webhooks: { enabled: false } } });
    rig.sandbox.control.faults.add([{ provider: 'sendgrid', kind: 'latency', ms: 300, jitterMs: 300 }]);
    const crowd = await large.launch({ variants: 5 });
    await large.acceptedReaches(1_000, 120_000);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const single = await small.launch();
    await small.acceptedReaches(1);
    const waited = Date.now() - single.launchedAt;
    const behind = 100_000 - large.accepted;
    const seconds = await large.ended(crowd, 300_000);
    await small.ended(single, 30_000);
    const ledger = await expectLedgerTrue(rig, large, crowd.id, 100_000);
    await expectLedgerTrue(rig, small, single.id, 1);
    rig.sandbox.control.configure({ sendgrid: { webhooks: { enabled: true } } });
    printFigures('two tenants', {
      'single message after ms': waited,
      'still due of the other': behind,
      ...ledgerFigures(ledger, seconds),
    });
    expect(behind).toBeGreaterThan(0);
    expect(waited).toBeLessThanOrEqual(5_000);
  },
  500_000,
);

const faketime = findFaketime();
if (isFull && !faketime)
  process.stderr.write(
    '  chaos · clock an hour fast · left out: libfaketime is not installed (apt-get install faketime)\n',
  );
(faketime ? itInFull : () => undefined)(
  "one worker's clock an hour fast: nothing goes out before its time",
  async () => {
    const fast = await rig.addWorker({ LD_PRELOAD: faketime!, FAKETIME: '+3600s' });
    await fast.start();
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(2_000);
    const scheduledAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 8_000);
    const campaign = await tenant.launch({ variants: 3, scheduledAt });
    const seconds = await tenant.ended(campaign, 90_000);
    const ledger = await expectLedgerTrue(rig, tenant, campaign.id, 2_000);
    const lateBy = ledger.record[0]!.acceptedAt - scheduledAt.getTime();
    // The fast one alone: it must be able to work, and to wait.
    await Promise.all(rig.workers.filter((worker) => worker !== fast).map((worker) => worker.kill()));
    const again = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 8_000);
    const alone = await tenant.launch({ scheduledAt: again });
    await tenant.ended(alone, 120_000);
    const aloneLedger = await expectLedgerTrue(rig, tenant, alone.id, 2_000);
    const aloneLateBy = aloneLedger.record[0]!.acceptedAt - again.getTime();
    // "At once" is the database's now, not the worker's.
    const now = await tenant.launch();
    await tenant.ended(now, 60_000);
    expect(await expectLedgerTrue(rig, tenant, now.id, 2_000)).toMatchObject({ accepted: 2_000 });
    printFigures('clock an hour fast', {
      'late by ms': lateBy,
      'alone late by ms': aloneLateBy,
      ...ledgerFigures(ledger, seconds),
    });
    expect([lateBy >= 0, aloneLateBy >= 0]).toEqual([true, true]);
    expect([ledger.accepted, aloneLedger.accepted]).toEqual([2_000, 2_000]);
  },
  400_000,
);
