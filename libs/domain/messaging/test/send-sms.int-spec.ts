import type { TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { NewContent } from '../message-contents.service';
import { Messages } from '../messages.service';
import { SendingLab } from './sending-lab';

const text: NewContent = { channel: 'SMS', text: 'Hi {{lead.firstName | default: "there"}}, see 12 Oak St?' };
/** Open at every hour, so that the time of day of the test does not matter. */
const always = { from: '00:00', to: '24:00' };
const open = { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always };
const never = { 1: null, 2: null, 3: null, 4: null, 5: null, 6: null, 7: null };

describe('texts', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team({ policy: { sendWindow: open } });
    lab.sandbox.control.faults.remove();
    lab.sandbox.control.record.reset();
    lab.sandbox.control.clearOutbox();
  });

  it('reach everyone once, with our id in the callback and their segments counted', async () => {
    await lab.crowd(scope, 130);
    const source = await lab.launch(scope, text);
    const stats = await lab.settled(scope, source);
    expect(stats.states.accepted).toBe(130);
    expect(stats.segments).toBe(130);
    expect([...lab.accepted().values()]).toEqual(Array.from({ length: 130 }, () => 1));
    const { data } = lab.sandbox.control.record.page({ limit: 1_000 });
    const ours = await lab.rows<{ id: string; provider_id: string }>(
      `SELECT id, provider_id FROM message_ledger WHERE source_id = $1`,
      [source],
    );
    const byId = new Map(ours.map(({ id, provider_id }) => [id, provider_id]));
    for (const { messageId, providerMessageId } of data) expect(byId.get(messageId)).toBe(providerMessageId);
    const [first] = lab.sandbox.control.outbox('+12122000000').texts;
    expect(first).toMatchObject({ body: 'Hi P0, see 12 Oak St?' });
  });

  it('of a campaign fill the connections of their account; a reply does not wait behind them', async () => {
    await lab.crowd(scope, 400);
    lab.sandbox.control.faults.add([{ provider: 'twilio', kind: 'latency', ms: 500 }]);
    const source = await lab.launch(scope, text);
    let most = 0;
    await eventually(async () => {
      const { requests, sms } = lab.sandbox.control.record.summary();
      most = Math.max(most, requests - sms.accepted);
      expect(sms.accepted).toBeGreaterThan(0);
    });
    // Four chunks are handed off; what they have not begun waits for the calls that are under way.
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(128);
    const reply = { content: { channel: 'SMS' as const, text: 'Hello' }, kind: 'reply', to: '+12125550199' };
    await lab.sql(scope, (tx) =>
      lab.get(Messages).sendSingle(tx, { ...reply, purpose: 'transactional', dedupeKey: 'reply' }),
    );
    expect((await lab.settled(scope, source)).states.accepted).toBe(400);
    const { data } = lab.sandbox.control.record.page({ limit: 1_000 });
    const place = data.findIndex(({ address }) => address === reply.to);
    expect(place).toBeGreaterThan(0);
    expect(place).toBeLessThan(data.length - 1);
    expect([...lab.accepted().values()].every((times) => times === 1)).toBe(true);
  });

  it('need a consent, and wait for the hours of their recipient', async () => {
    scope = await lab.team({ policy: { sendWindow: { ...never, 3: { from: '10:00', to: '10:30' } } } });
    await lab.leads(scope, [
      { phone: '+12125550101', timezone: 'America/New_York', smsConsent: 'unknown' },
      { phone: '+12125550102', timezone: 'America/New_York' },
      { phone: '+13105550103', timezone: 'America/Los_Angeles' },
      { phone: '+13105550104', timezone: 'America/Los_Angeles' },
    ]);
    const source = await lab.launch(scope, text);
    const stats = await lab.settled(scope, source);
    const inside = stats.states.accepted;
    expect(stats.skipped).toEqual({ consent_missing: 1 });
    expect(stats.states.held + inside).toBe(3);
    const held = await lab.rows<{ due_at: Date; reason: string; n: number }>(
      `SELECT due_at, reason, count(*)::int AS n FROM message_ledger WHERE source_id = $1 AND state = 'held' GROUP BY 1, 2 ORDER BY 1`,
      [source],
    );
    for (const { due_at, reason } of held) {
      expect(reason).toBe('outside_window');
      expect([14, 15, 17, 18]).toContain(due_at.getUTCHours());
      expect(due_at.getUTCDay()).toBe(3);
    }
    const woken = () =>
      lab.rows<{ due_at: Date }>(
        `SELECT DISTINCT due_at FROM job WHERE name = 'messaging.send-lane' AND state = 'scheduled' AND payload->>'sourceId' = $1`,
        [source],
      );
    await eventually(async () => expect((await woken()).length).toBeGreaterThan(0));

    // The hours begin: what was held goes out.
    await lab.rows(`UPDATE team SET messaging_policy = $2 WHERE id = $1`, [
      scope.teamId,
      { sendWindow: open },
    ]);
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE source_id = $1 AND state = 'queued'`, [
      source,
    ]);
    await eventually(async () => expect((await lab.stats(scope, source)).states.accepted).toBe(3));
    await eventually(async () =>
      expect(
        await lab.rows(
          `SELECT 1 FROM domain_event WHERE name = 'messaging.source_drained' AND team_id = $1`,
          [scope.teamId],
        ),
      ).toHaveLength(1),
    );
  });

  it('are held when a lead has had enough of them', async () => {
    scope = await lab.team({ policy: { sendWindow: open, frequencyCap: { max: 2, windowHours: 24 } } });
    await lab.crowd(scope, 5);
    for (const _time of [1, 2]) {
      const source = await lab.launch(scope, text);
      expect((await lab.settled(scope, source)).states.accepted).toBe(5);
    }
    const third = await lab.launch(scope, text);
    const stats = await lab.settled(scope, third);
    expect(stats.states).toMatchObject({ held: 5, accepted: 0 });
    const [held] = await lab.rows<{ hours: number; n: number }>(
      `SELECT extract(epoch FROM max(due_at) - now())::float8 / 3600 AS hours, count(DISTINCT chunk_id)::int AS n
       FROM message_ledger WHERE source_id = $1`,
      [third],
    );
    expect(held!.hours).toBeGreaterThan(23.9);
    expect(held!.hours).toBeLessThan(24.1);
    expect(held!.n).toBe(1);
  });

  it('settle one by one: accepted, refused, uncertain, later', async () => {
    await lab.crowd(scope, 40);
    const { faults } = lab.sandbox.control;
    faults.add([
      { provider: 'twilio', kind: 'reset_after', match: { address: '+12122000003' }, count: 1 },
      { provider: 'twilio', kind: 'status', status: 429, match: { address: '+12122000005' }, count: 1 },
      { provider: 'twilio', kind: 'refuse_address', match: { address: '+12122000007' } },
    ]);
    const source = await lab.launch(scope, text);
    const { states } = await lab.settled(scope, source);
    expect(states).toMatchObject({ accepted: 38, uncertain: 1, failed: 1 });
    expect([...lab.accepted().values()].every((times) => times === 1)).toBe(true);
    expect(lab.accepted().size).toBe(39);
    const jobs = await lab.rows(
      `SELECT state FROM job WHERE name = 'messaging.look-up-uncertain' AND team_id = $1`,
      [scope.teamId],
    );
    expect(jobs).toEqual([{ state: 'scheduled' }]);
    // The grace is over: Twilio is asked and has it.
    await lab.rows(
      `UPDATE job SET due_at = now(), run = run + 1, enqueued_at = NULL WHERE name = 'messaging.look-up-uncertain' AND team_id = $1`,
      [scope.teamId],
    );
    await eventually(async () =>
      expect((await lab.stats(scope, source)).states).toMatchObject({ accepted: 39, uncertain: 0 }),
    );
    expect([...lab.accepted().values()].every((times) => times === 1)).toBe(true);
  });

  it('to people who told Twilio to stop suppress the number and withdraw the consent', async () => {
    const [lead] = await lab.crowd(scope, 1);
    const message = {
      content: { channel: 'SMS' as const, text: 'Hello' },
      purpose: 'marketing' as const,
      kind: 'reply',
      to: '+12122000000',
      leadId: lead,
    };
    const send = (dedupeKey: string) =>
      lab.sql(scope, (tx) => lab.get(Messages).sendSingle(tx, { ...message, dedupeKey }));
    const first = await send('one');
    const stateOf = async (id: string) =>
      (
        await lab.rows<{ state: string; reason: string | null }>(
          `SELECT state, reason FROM message_ledger WHERE id = $1`,
          [id],
        )
      )[0];
    await eventually(async () => expect(await stateOf(first.messageId)).toMatchObject({ state: 'accepted' }));
    expect(await send('one')).toEqual({ messageId: first.messageId, created: false });

    const from = lab.sandbox.control.outbox('+12122000000').texts[0]!.from;
    lab.sandbox.control.configure({ targetUrl: 'http://127.0.0.1:9' });
    await lab.sandbox.control
      .inboundText({ from: '+12122000000', to: from, body: 'STOP' })
      .catch(() => undefined);
    lab.sandbox.control.configure({ targetUrl: null });
    const second = await send('two');
    await eventually(async () =>
      expect(await stateOf(second.messageId)).toEqual({ state: 'failed', reason: '21610' }),
    );
    expect(
      await lab.rows(`SELECT reason, scope FROM suppression WHERE team_id = $1`, [scope.teamId]),
    ).toEqual([{ reason: 'stop', scope: 'all' }]);
    expect(await lab.rows(`SELECT sms_consent FROM lead WHERE id = $1`, [lead])).toEqual([
      { sms_consent: 'denied' },
    ]);
    const third = await send('three');
    await eventually(async () => expect(await stateOf(third.messageId)).toMatchObject({ state: 'skipped' }));
  });
});
