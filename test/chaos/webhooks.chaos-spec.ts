import type { SettingsPatch } from '../../apps/sandbox/src/settings-schema';
import { itInFull, isFull } from './chaos-seed';
import { ChaosRig } from './chaos-rig';
import { ChaosTenant } from './chaos-tenant';
import { Disturbance } from './disturbance';
import { printFigures } from './figures';
import { expectLedgerTrue, type Ledger } from './ledger-oracle';

let rig: ChaosRig;
beforeAll(async () => {
  rig = await ChaosRig.start({ workers: 2 });
}, 120_000);
afterAll(() => rig?.stop());
afterEach(async () => {
  rig.sandbox.control.configure(plain);
  await rig.calm();
}, 90_000);

const plain: SettingsPatch = {
  sendgrid: { webhooks: { enabled: true, copies: 1, shuffle: false, early: false } },
  twilio: { webhooks: { enabled: true }, optOutBlocking: true },
};
/** Mailboxes that get what their name says. */
const fates = [
  'delivered',
  'bounce',
  'blocked',
  'dropped',
  'deferred',
  'open',
  'click',
  'unsubscribe',
  'spam',
];

/** What is known of every mail in the end, by mailbox. */
async function endOf(
  webhooks: NonNullable<SettingsPatch['sendgrid']>['webhooks'],
): Promise<Record<string, unknown>> {
  const each = isFull ? 200 : 20;
  rig.sandbox.control.configure({ sendgrid: { webhooks } });
  const tenant = await ChaosTenant.open(rig);
  for (const fate of fates) await tenant.addLeads(each, { source: fate, mailbox: `${fate}{n}` });
  await rig.admin.query(`UPDATE lead SET source = 'chaos' WHERE team_id = $1`, [tenant.teamId]);
  const campaign = await tenant.launch({ variants: 3 });
  await tenant.ended(campaign, 60_000);
  await expectLedgerTrue(rig, tenant, campaign.id, each * fates.length);
  const rows = await rig.rows<{ mailbox: string; end: unknown }>(
    `SELECT split_part(to_address, '@', 1) AS mailbox, json_build_array(state, error_code, open_count, click_count, delivered_at IS NOT NULL,
       opened_at IS NOT NULL, clicked_at IS NOT NULL, unsubscribed_at IS NOT NULL, complained_at IS NOT NULL) AS end
     FROM message_ledger WHERE source_id = $1 ORDER BY 1`,
    [campaign.id],
  );
  const suppressed = await rig.rows<{ entry: string }>(
    `SELECT split_part(address, '@', 1) || ' ' || scope || ' ' || reason AS entry FROM suppression WHERE team_id = $1 ORDER BY 1`,
    [tenant.teamId],
  );
  return {
    ...Object.fromEntries(rows.map(({ mailbox, end }) => [mailbox, end])),
    suppressed: suppressed.map(({ entry }) => entry),
  };
}

it('webhooks duplicated, shuffled and before our own commit end in the same ledger', async () => {
  const once = await endOf({ copies: 1 });
  const states = new Set(Object.values(once).map((end) => (Array.isArray(end) ? String(end[0]) : '')));
  expect(states.has('delivered') && states.has('bounced') && states.has('failed')).toBe(true);
  expect(once.open1).toEqual(['delivered', null, 1, 0, true, true, false, false, false]);
  const shuffled = await endOf({ copies: 3, shuffle: true });
  expect(shuffled).toEqual(once);
  const early = await endOf({ copies: 3, shuffle: true, early: true });
  expect(early).toEqual(once);
  printFigures('webhooks ×3, shuffled, early', {
    mails: Object.keys(once).length - 1,
    'ends that differ': 0,
  });
}, 240_000);

/** Messages that went out although their suppression was on record before the commit to the call. */
function brokenOptOuts(ledger: Ledger, knownAt: ReadonlyMap<string, number>): unknown[] {
  const sent = new Set(ledger.record.map(({ messageId }) => messageId));
  return ledger.rows.filter(
    ({ id, address, handedOffAt }) =>
      sent.has(id) && handedOffAt!.getTime() > (knownAt.get(address!) ?? Infinity),
  );
}

itInFull(
  'one-click unsubscribe racing the send: honoured from its answer on',
  async () => {
    const recipients = 12_000;
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    rig.sandbox.control.configure({ sendgrid: { webhooks: { enabled: false } } });
    const first = await tenant.launch({ variants: 5 });
    await tenant.ended(first, 60_000);
    const links = new Map<string, string>();
    for (const mail of rig.sandbox.control.outbox(tenant.domain, recipients).emails) {
      const url = /<(https?:[^>]+)>/.exec(JSON.stringify(mail.headers))?.[1];
      if (url) links.set(mail.to, url);
    }
    rig.sandbox.control.faults.add([{ provider: 'sendgrid', kind: 'latency', ms: 600, jitterMs: 400 }]);
    const second = await tenant.launch({ variants: 5 });
    const knownAt = new Map<string, number>();
    const waiting = [...links];
    const clicks = new Disturbance(
      () => 1,
      async () => {
        await Promise.all(
          waiting.splice(-8).map(async ([address, url]) => {
            const { status } = await rig.sandbox.control.oneClick({ url });
            expect(status).toBe(200);
            knownAt.set(address, Date.now());
          }),
        );
      },
    );
    const seconds = await tenant.ended(second, 120_000).finally(() => clicks.stop());
    const ledger = await expectLedgerTrue(rig, tenant, second.id, recipients);
    printFigures('unsubscribe racing the send', {
      unsubscribed: knownAt.size,
      skipped: ledger.skipped,
      seconds: Math.round(seconds),
    });
    expect(brokenOptOuts(ledger, knownAt)).toEqual([]);
    expect(ledger.skipped).toBeGreaterThan(0);
  },
  400_000,
);

itInFull(
  'STOP racing the send: honoured from the moment it is on record',
  async () => {
    const recipients = 1_500;
    const tenant = await ChaosTenant.open(rig);
    await tenant.addLeads(recipients);
    rig.sandbox.control.configure({ twilio: { optOutBlocking: false } });
    rig.sandbox.control.faults.add([{ provider: 'twilio', kind: 'latency', ms: 250, jitterMs: 250 }]);
    const first = await tenant.launch({ type: 'SMS' });
    await tenant.ended(first, 120_000);
    const phones = await rig.rows<{ phone: string }>(
      'SELECT phone FROM lead WHERE team_id = $1 ORDER BY random()',
      [tenant.teamId],
    );
    const second = await tenant.launch({ type: 'SMS' });
    const knownAt = new Map<string, number>();
    const stops = new Disturbance(
      () => 1,
      async () => {
        await Promise.all(
          phones
            .splice(-4)
            .map(({ phone }) => rig.sandbox.control.inboundText({ from: phone, body: 'STOP' })),
        );
      },
    );
    const looks = new Disturbance(
      () => 5,
      async () => {
        const known = await rig.rows<{ address: string }>(
          'SELECT address FROM suppression WHERE team_id = $1',
          [tenant.teamId],
        );
        for (const { address } of known) if (!knownAt.has(address)) knownAt.set(address, Date.now());
      },
    );
    const seconds = await tenant
      .ended(second, 120_000)
      .finally(() => Promise.all([stops.stop(), looks.stop()]));
    const ledger = await expectLedgerTrue(rig, tenant, second.id, recipients);
    printFigures('STOP racing the send', {
      stopped: knownAt.size,
      skipped: ledger.skipped,
      seconds: Math.round(seconds),
    });
    expect(brokenOptOuts(ledger, knownAt)).toEqual([]);
    expect(ledger.skipped).toBeGreaterThan(0);
  },
  400_000,
);
