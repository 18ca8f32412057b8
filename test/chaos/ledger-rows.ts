import type { Acceptance } from '../../apps/sandbox/src/record/acceptance-record';
import type { ChaosRig } from './chaos-rig';

/** One message of the ledger, read past the product's own code. */
export interface LedgerRow {
  id: string;
  address: string | null;
  state: string;
  chunkState: string | null;
  reason: string | null;
  handedOffAt: Date | null;
  /** Receipts of the provider about it. */
  receipts: number;
}

export function ledgerOf(rig: ChaosRig, campaignId: string): Promise<LedgerRow[]> {
  return rig.rows<LedgerRow>(
    `SELECT m.id, m.to_address AS address, m.state, k.state AS "chunkState", m.reason, k.handed_off_at AS "handedOffAt",
       (SELECT count(*)::int FROM provider_receipt r WHERE r.message_id = m.id) AS receipts
     FROM message_ledger m LEFT JOIN message_chunk k ON k.id = m.chunk_id WHERE m.source_id = $1`,
    [campaignId],
  );
}

/** What the provider took of these messages, in order. */
export function acceptancesOf(rig: ChaosRig, ids: ReadonlySet<string>): Acceptance[] {
  const { data } = rig.sandbox.control.record.page({ limit: Number.MAX_SAFE_INTEGER });
  return data.filter(({ messageId }) => ids.has(messageId));
}

export const takenStates = new Set(['accepted', 'delivered', 'bounced']);

/** Jobs that would still do something for the campaign. Look-ups of lost answers come a quarter of an hour later. */
export function openJobsOf(rig: ChaosRig, campaignId: string): Promise<{ name: string; state: string }[]> {
  return rig.rows(
    `SELECT name, state FROM job WHERE state IN ('scheduled', 'active', 'retrying')
       AND (payload->>'sourceId' = $1 OR payload->>'campaignId' = $1)`,
    [campaignId],
  );
}

/** The figures of the stats endpoint, counted again by a statement of our own. */
export async function recount(rig: ChaosRig, campaignId: string): Promise<Record<string, number>> {
  const [row] = await rig.rows<Record<string, number>>(
    `SELECT count(*)::int AS audience,
       count(*) FILTER (WHERE state IN ('accepted', 'delivered', 'bounced'))::int AS accepted,
       count(*) FILTER (WHERE state = 'skipped')::int AS skipped, count(*) FILTER (WHERE state = 'failed')::int AS failed,
       count(*) FILTER (WHERE state = 'uncertain')::int AS uncertain, count(*) FILTER (WHERE state = 'cancelled')::int AS cancelled,
       count(*) FILTER (WHERE state = 'bounced')::int AS bounced, count(delivered_at)::int AS delivered,
       count(opened_at)::int AS opened, count(clicked_at)::int AS clicked, count(unsubscribed_at)::int AS unsubscribed,
       count(complained_at)::int AS complained
     FROM message_ledger WHERE source_id = $1`,
    [campaignId],
  );
  return row!;
}
