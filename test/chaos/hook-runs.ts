import { eventually } from '../support/eventually';
import type { ChaosRig } from './chaos-rig';
import type { ChaosTenant } from './chaos-tenant';
import type { WebhookReceiver } from './hook-traffic';
import { acceptancesOf, takenStates } from './ledger-rows';

/** Runs that a secret URL brings in: a mail, a call to another server, a wait of seconds, a text. Any number of them per lead. */
export function hookDefinition(receiverUrl: string) {
  return {
    trigger: {
      type: 'INBOUND_WEBHOOK',
      match: { by: 'email', property: 'email' },
      create: { name: 'name', source: 'hook' },
    },
    reentry: { mode: 'always' },
    exit: [],
    start: 'mail',
    nodes: {
      mail: {
        ...{ kind: 'SEND_EMAIL', purpose: 'transactional', next: 'call' },
        ...{ subject: 'Welcome {{lead.firstName | default: "there"}}', body: '<p>Hello</p>' },
      },
      call: { kind: 'WEBHOOK', url: receiverUrl, data: { list: 'hot' }, next: 'pause' },
      pause: { kind: 'WAIT_FOR', duration: { amount: 2 / 60, unit: 'minutes' }, next: 'text' },
      text: { kind: 'SEND_SMS', purpose: 'transactional', body: 'We will call you today.', next: 'end' },
      end: { kind: 'END' },
    },
  };
}

/** Waits until all runs have ended, and what they have sent and called as well. */
export async function hookRunsEnded(rig: ChaosRig, { teamId }: ChaosTenant, withinMs: number): Promise<void> {
  await eventually(
    async () => {
      const open = await rig.rows(
        `SELECT 'run ' || state AS what, count(*)::int FROM workflow_run WHERE team_id = $1 AND state <> 'completed' GROUP BY 1
         UNION ALL SELECT 'call', count(*)::int FROM workflow_webhook WHERE team_id = $1 AND state = 'pending' HAVING count(*) > 0
         UNION ALL SELECT 'chunk ' || state, count(*)::int FROM message_chunk
           WHERE team_id = $1 AND state IN ('queued', 'claimed', 'handed_off') GROUP BY 1`,
        [teamId],
      );
      expect(open).toEqual([]);
    },
    withinMs,
    150,
  );
}

/**
 * A run for each request to the URL, however often it was repeated; each step of it done once; each message taken at most once, and
 * not at all only where nobody knows; each call delivered, all tries of one under its id.
 * @param requests how many different ones were answered
 * @param unknown how many of them were about people nobody had heard of, who have no telephone
 */
export async function expectHookRunsTrue(
  rig: ChaosRig,
  tenant: ChaosTenant,
  receiver: WebhookReceiver,
  { requests, unknown }: { requests: number; unknown: number },
) {
  rig.report();
  expect(await rig.sandbox.control.drained(60_000)).toBe(true);
  await eventually(async () => {
    expect(await rig.rows('SELECT 1 FROM provider_receipt WHERE applied_at IS NULL LIMIT 1')).toEqual([]);
  }, 30_000);
  const { teamId } = tenant;
  const messages = await rig.rows<{ id: string; channel: string; state: string }>(
    `SELECT id, channel, state FROM message_ledger WHERE team_id = $1 AND source_kind = 'workflow'`,
    [teamId],
  );
  const [sums] = await rig.rows(
    `SELECT (SELECT count(*) FROM workflow_run WHERE team_id = $1)::int AS runs,
       (SELECT count(DISTINCT lead_id) FROM workflow_run WHERE team_id = $1)::int AS leads,
       (SELECT count(*) FROM lead WHERE team_id = $1 AND source = 'hook')::int AS made,
       (SELECT count(*) FROM workflow_webhook WHERE team_id = $1 AND state = 'delivered')::int AS delivered`,
    [teamId],
  );
  const count = (channel: string) => messages.filter((one) => one.channel === channel).length;
  expect({ ...(sums as object), mails: count('EMAIL'), texts: count('SMS') }).toEqual({
    ...{ runs: requests, leads: requests, made: unknown, delivered: requests },
    ...{ mails: requests, texts: requests - unknown },
  });
  const steps = await rig.rows<{ steps: string; times: number }>(
    `SELECT steps, count(*)::int AS times FROM (SELECT string_agg(node_id || ' ' || outcome, ', ' ORDER BY visit) AS steps
       FROM workflow_run_step WHERE team_id = $1 GROUP BY run_id) AS s GROUP BY steps ORDER BY steps`,
    [teamId],
  );
  const way = (text: string) => `mail done, call done, pause done, text ${text}, end done`;
  expect(steps).toEqual(
    [
      { steps: way('done'), times: requests - unknown },
      { steps: way('skipped'), times: unknown },
    ].filter(({ times }) => times > 0),
  );

  const record = acceptancesOf(rig, new Set(messages.map(({ id }) => id)));
  const sent = new Set(record.map(({ messageId }) => messageId));
  expect(record.length).toBe(sent.size);
  expect(
    messages.filter(({ id, state }) => takenStates.has(state) !== sent.has(id) && state !== 'uncertain'),
  ).toEqual([]);
  expect(messages.filter(({ state }) => !takenStates.has(state) && state !== 'uncertain')).toEqual([]);
  expect(messages.filter(({ id, state }) => state === 'uncertain' && sent.has(id))).toEqual([]);

  const calls = await rig.rows<{ id: string }>('SELECT id FROM workflow_webhook WHERE team_id = $1', [
    teamId,
  ]);
  expect([...receiver.taken.keys()].sort()).toEqual(calls.map(({ id }) => id).sort());
  expect([...receiver.taken.values()].filter((bodies) => new Set(bodies).size > 1)).toEqual([]);
  return {
    runs: requests,
    accepted: sent.size,
    uncertain: messages.filter(({ state }) => state === 'uncertain').length,
    'calls refused or lost': receiver.refusals,
    'calls in all': [...receiver.taken.values()].reduce((sum, { length }) => sum + length, 0),
  };
}
