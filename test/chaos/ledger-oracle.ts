import type { Acceptance } from '../../apps/sandbox/src/record/acceptance-record';
import { eventually } from '../support/eventually';
import type { ChaosRig } from './chaos-rig';
import type { ChaosTenant } from './chaos-tenant';
import { acceptancesOf, ledgerOf, openJobsOf, recount, takenStates, type LedgerRow } from './ledger-rows';

export interface Ledger {
  accepted: number;
  skipped: number;
  failed: number;
  uncertain: number;
  /** Before the provider reported. */
  uncertainAtFirst: number;
  cancelled: number;
  /** Uncertain in the ledger, accepted by the provider: nobody has told us. */
  uncertainSent: number;
  rows: LedgerRow[];
  /** What the provider took, in order. */
  record: Acceptance[];
}

/**
 * The promise itself, checked from outside once a campaign has ended: the provider's record against the ledger.
 * @param audience how many leads the campaign was launched for
 */
export async function expectLedgerTrue(
  rig: ChaosRig,
  tenant: ChaosTenant,
  campaignId: string,
  audience: number,
): Promise<Ledger> {
  const uncertainAtFirst = (await recount(rig, campaignId)).uncertain!;
  await expectDrained(rig, tenant, campaignId);
  const rows = await ledgerOf(rig, campaignId);
  const record = acceptancesOf(rig, new Set(rows.map(({ id }) => id)));

  // Nobody lost, nobody invented, nobody written to twice: neither by message nor by address.
  expect(rows.length).toBe(audience);
  expect(distinct(rows.map(({ address, id }) => address ?? id))).toBe(audience);
  expect({ accepted: record.length, addresses: distinct(record.map(({ address }) => address)) }).toEqual({
    accepted: distinct(record.map(({ messageId }) => messageId)),
    addresses: record.length,
  });

  // Every row has an end, and it says what the provider's record says.
  const sent = new Set(record.map(({ messageId }) => messageId));
  expect(rows.filter((row) => !isEnd(row)).slice(0, 3)).toEqual([]);
  expect(rows.filter((row) => takenStates.has(row.state) && !sent.has(row.id)).slice(0, 3)).toEqual([]);
  expect(rows.filter((row) => sent.has(row.id) && !admitsSending(row)).slice(0, 3)).toEqual([]);

  const ledger = { ...countsOf(rows, record), uncertainAtFirst };
  const { accepted, skipped, failed, uncertain, cancelled } = ledger;
  expect(accepted + skipped + failed + uncertain + cancelled).toBe(audience);
  const [{ frozen } = { frozen: -1 }] = await rig.rows<{ frozen: number }>(
    'SELECT audience_count AS frozen FROM campaign WHERE id = $1',
    [campaignId],
  );
  expect(frozen).toBe(audience);
  const stats = await tenant.rest.call<Record<string, number>>('GET', `/api/campaigns/${campaignId}/stats`);
  const counted = await recount(rig, campaignId);
  expect(Object.fromEntries(Object.keys(counted).map((name) => [name, stats[name]]))).toEqual(counted);
  expect(stats.pending).toBe(0);
  return ledger;
}

/** Ended, no chunk on its way, no job that would do more, every webhook delivered and applied. */
async function expectDrained(rig: ChaosRig, tenant: ChaosTenant, campaignId: string): Promise<void> {
  expect(['COMPLETED', 'CANCELLED']).toContain(await tenant.status(campaignId));
  const { control } = rig.sandbox;
  rig.report();
  expect(await control.drained(60_000)).toBe(true);
  const { sendgrid, twilio } = control.stats();
  expect({ sendgrid: sendgrid.overflow + sendgrid.lost, twilio: twilio.overflow }).toEqual({
    sendgrid: 0,
    twilio: 0,
  });
  await eventually(
    async () => {
      const open = await rig.rows<{ state: string }>(
        `SELECT state FROM message_chunk WHERE source_id = $1 AND state NOT IN ('accepted', 'settled', 'cancelled') LIMIT 3`,
        [campaignId],
      );
      expect(open).toEqual([]);
      expect(await openJobsOf(rig, campaignId)).toEqual([]);
      const [{ waiting } = { waiting: -1 }] = await rig.rows<{ waiting: number }>(
        'SELECT count(*)::int AS waiting FROM provider_receipt WHERE applied_at IS NULL',
      );
      expect(waiting).toBe(0);
    },
    45_000,
    200,
  );
}

function isEnd({ state }: LedgerRow): boolean {
  return takenStates.has(state) || ['skipped', 'failed', 'uncertain', 'cancelled'].includes(state);
}

/** Sent, perhaps sent, or failed by the provider's own report afterwards. */
function admitsSending({ state, receipts }: LedgerRow): boolean {
  return takenStates.has(state) || state === 'uncertain' || (state === 'failed' && receipts > 0);
}

function countsOf(rows: LedgerRow[], record: Acceptance[]): Omit<Ledger, 'uncertainAtFirst'> {
  const sent = new Set(record.map(({ messageId }) => messageId));
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  return {
    accepted: rows.filter(({ state }) => takenStates.has(state)).length,
    skipped: count('skipped'),
    failed: count('failed'),
    uncertain: count('uncertain'),
    cancelled: count('cancelled'),
    uncertainSent: rows.filter(({ id, state }) => state === 'uncertain' && sent.has(id)).length,
    rows,
    record,
  };
}

const distinct = (values: string[]): number => new Set(values).size;
