import { parseSendGridEvents } from '@integrations/email';
import { Database, newId, Prisma, type TenantScope } from '@platform/database';
import { ReceiptApplication } from '../receipts/receipt-application.service';
import { receiptsOfSendGrid } from '../receipts/sendgrid-receipts';
import { ReceiptsLab, type SentMessage } from './receipts-lab';

const started = 1_780_000_000;

describe('provider receipts', () => {
  let lab: ReceiptsLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await ReceiptsLab.start();
    scope = await lab.team();
  });
  afterAll(() => lab.stop());

  let sequence = 0;
  const event = (
    message: SentMessage | { id: string; address: string },
    name: string,
    more: object = {},
  ) => ({
    ...{ email: message.address, event: name, timestamp: started + (sequence += 1) },
    ...{ sg_event_id: `event-${sequence}`, sg_message_id: 'abc.recvd-1-2.0' },
    ...{ crm_message_id: message.id, crm_team_id: scope.teamId, ...more },
  });
  const states = async (messages: { id: string }[]) => {
    const rows = await lab.rows<{ id: string; state: string }>(
      `SELECT id, state, reason, error_code, error_detail, provider, provider_id, delivered_at, opened_at, open_count, machine_opens,
         clicked_at, click_count, unsubscribed_at, complained_at FROM message WHERE id = ANY($1) ORDER BY id`,
      [messages.map(({ id }) => id)],
    );
    return messages.map(({ id }) => rows.find((row) => row.id === id)!);
  };

  it('applies every type of event, with its effects, from one array', async () => {
    const [delivered, opened, bounced, blocked, dropped, spam, left, group, strange] = await lab.messages(
      scope,
      { count: 9 },
    );
    await lab.postEvents([
      event(delivered!, 'processed'),
      event(delivered!, 'deferred', { response: '451 later' }),
      event(delivered!, 'delivered', { response: '250 OK' }),
      event(opened!, 'open', { sg_machine_open: true }),
      event(opened!, 'open', { sg_machine_open: false }),
      event(opened!, 'click', { url: 'https://example.com/' }),
      event(bounced!, 'bounce', { type: 'bounce', reason: '550 no such user', status: '5.1.1' }),
      event(blocked!, 'bounce', { type: 'blocked', reason: '554 policy' }),
      event(dropped!, 'dropped', { reason: 'Bounced Address' }),
      event(spam!, 'spamreport'),
      event(left!, 'unsubscribe'),
      event(group!, 'group_unsubscribe', { asm_group_id: 1 }),
      event(strange!, 'something_new', { nested: { deep: [`a${String.fromCharCode(0)}`] } }),
    ]);
    await lab.drain();

    expect(
      (await states([delivered!, opened!, bounced!, blocked!, dropped!, spam!, left!, group!, strange!])).map(
        ({ state }) => state,
      ),
    ).toEqual([
      'delivered',
      'delivered',
      'bounced',
      'bounced',
      'failed',
      'delivered',
      'delivered',
      'delivered',
      'accepted',
    ]);
    expect((await states([opened!]))[0]).toMatchObject({ open_count: 1, machine_opens: 1, click_count: 1 });
    expect((await states([bounced!]))[0]).toMatchObject({
      reason: 'hard_bounce',
      error_code: '5.1.1',
      error_detail: '550 no such user',
    });

    const suppressed = await lab.rows<{ address: string; reason: string; scope: string }>(
      `SELECT address, reason, scope FROM suppression WHERE team_id = $1`,
      [scope.teamId],
    );
    expect(new Set(suppressed.map(({ address, reason, scope }) => `${address} ${reason} ${scope}`))).toEqual(
      new Set([
        `${bounced!.address} hard_bounce all`,
        `${dropped!.address} hard_bounce all`,
        `${spam!.address} complaint marketing`,
        `${left!.address} unsubscribed marketing`,
        `${group!.address} unsubscribed marketing`,
      ]),
    );
    const denied = await lab.rows<{ id: string }>(
      `SELECT id FROM lead WHERE team_id = $1 AND email_consent = 'denied'`,
      [scope.teamId],
    );
    expect(new Set(denied.map(({ id }) => id))).toEqual(new Set([spam!.leadId, left!.leadId, group!.leadId]));

    const events = await lab.rows<{ name: string; payload: { messageId: string } }>(
      `SELECT name, payload FROM domain_event WHERE team_id = $1 AND name LIKE 'message.%' ORDER BY name`,
      [scope.teamId],
    );
    expect(events.map(({ name, payload }) => [name, payload.messageId])).toEqual(
      expect.arrayContaining([
        ['message.bounced', bounced!.id],
        ['message.bounced', blocked!.id],
        ['message.clicked', opened!.id],
        ['message.opened', opened!.id],
      ]),
    );
    expect(events).toHaveLength(4);
    const open = await lab.rows(`SELECT id FROM provider_receipt WHERE team_id = $1 AND applied_at IS NULL`, [
      scope.teamId,
    ]);
    expect(open).toEqual([]);
    expect(
      await lab.rows(`SELECT id FROM activity WHERE type = 'message.opened' AND lead_id = $1`, [
        opened!.leadId,
      ]),
    ).toHaveLength(1);
  });

  it('counts fifty copies at once, each in another order, as one', async () => {
    const messages = await lab.messages(scope, { count: 100 });
    const events = messages.flatMap((message) => [
      event(message, 'delivered'),
      event(message, 'open'),
      event(message, 'open'),
    ]);
    const shuffled = () =>
      events
        .map((one) => ({ one, key: Math.random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
    // Ten API processes: each gathers what arrives at itself, so only separate ones meet in the database.
    const intakes = Array.from({ length: 10 }, () => lab.anotherIntake());
    await Promise.all(
      Array.from({ length: 50 }, (_, copy) => {
        const raw = Buffer.from(JSON.stringify(shuffled()));
        return intakes[copy % 10]!.take(receiptsOfSendGrid(parseSendGridEvents(raw), new Date()));
      }),
    );
    const batches = await lab.rows<{ payload: { batchId: string } }>(
      `SELECT payload FROM job WHERE queue = 'webhooks' AND state = 'scheduled'`,
    );
    // Several workers, all of them with every job.
    const workers = Array.from({ length: 8 }, () => batches).flat();
    await Promise.all(workers.map(({ payload }) => lab.get(ReceiptApplication).applyBatch(payload.batchId)));
    await lab.drain();
    for (const row of await states(messages))
      expect(row).toMatchObject({ state: 'delivered', open_count: 2 });
    const first = await lab.rows(
      `SELECT id FROM domain_event WHERE name = 'message.opened' AND payload->>'messageId' = ANY($1)`,
      [messages.map(({ id }) => id)],
    );
    expect(first).toHaveLength(100);
  });

  it('ends in the same rows for every order and division into posts', async () => {
    const script = (message: SentMessage, run: number) => {
      const at = (name: string, second: number, more: object = {}) => ({
        ...event(message, name, more),
        ...{ timestamp: started + second, sg_event_id: `${run}-${name}-${second}` },
      });
      return [
        ...[
          at('processed', 1),
          at('deferred', 2),
          at('delivered', 3),
          at('open', 4),
          at('open', 5),
          at('click', 6),
        ],
        ...[
          at('bounce', 9, { type: 'bounce', status: '5.1.1', reason: 'gone' }),
          at('spamreport', 7),
          at('unsubscribe', 8),
        ],
      ];
    };
    const runs = 40;
    const messages = await lab.messages(scope, { count: runs, state: 'queued', chunk: 'handed_off' });
    for (const [run, message] of messages.entries()) {
      const events = script(message, run).map((one, index) => ({
        one,
        key: (index * 7919 + run * 104_729) % 97,
      }));
      events.sort((a, b) => a.key - b.key);
      const size = 1 + (run % 9);
      for (let from = 0; from < events.length; from += size) {
        await lab.postEvents(events.slice(from, from + size).map(({ one }) => one));
        if (run % 2) await lab.drain((jobs) => jobs.reverse());
      }
    }
    await lab.drain((jobs) => jobs.reverse());
    const [first, ...others] = (await states(messages)).map(({ id: _id, ...row }) => row);
    expect(first).toMatchObject({
      state: 'bounced',
      open_count: 2,
      click_count: 1,
      error_code: '5.1.1',
      provider_id: 'abc',
    });
    for (const other of others) expect(other).toEqual(first);
    const suppressed = await lab.rows<{ address: string; marks: string }>(
      `SELECT address, string_agg(reason || ':' || scope, ' ' ORDER BY scope) AS marks FROM suppression
       WHERE address = ANY($1) GROUP BY address`,
      [messages.map(({ address }) => address)],
    );
    expect(suppressed).toHaveLength(runs);
    expect(new Set(suppressed.map(({ marks }) => marks))).toEqual(
      new Set(['hard_bounce:all complaint:marketing']),
    );
  });

  it('moves a message whose hand-off nobody has settled yet', async () => {
    const [queued] = await lab.messages(scope, { state: 'queued', chunk: 'handed_off' });
    const [uncertain] = await lab.messages(scope, { state: 'uncertain' });
    await lab.postEvents([event(queued!, 'delivered'), event(uncertain!, 'processed')]);
    await lab.drain();
    const rows = await states([queued!, uncertain!]);
    expect(rows.map(({ state }) => state)).toEqual(['delivered', 'accepted']);
    expect(rows[0]).toMatchObject({ provider: 'sendgrid', provider_id: 'abc' });
  });

  it('does not get in the way of a chunk that is being settled at the same moment', async () => {
    for (let round = 0; round < 6; round += 1) {
      const messages = await lab.messages(scope, {
        state: 'queued',
        chunk: 'handed_off',
        count: 1_000,
        reversed: true,
      });
      await lab.postEvents(messages.map((message) => event(message, 'delivered')));
      const [{ chunk } = { chunk: '' }] = await lab.rows<{ chunk: string }>(
        `SELECT chunk_id AS chunk FROM message_ledger WHERE id = $1`,
        [messages[0]!.id],
      );
      const settle = () =>
        lab.get(Database).sql(scope, async (tx) => {
          await tx.execute(Prisma.sql`UPDATE message_chunk SET state = 'settled' WHERE id = ${chunk}::uuid`);
          await tx.execute(
            Prisma.sql`UPDATE message SET state = CASE WHEN state = 'queued' THEN 'accepted' ELSE state END, verdict = '{}'
              WHERE chunk_id = ${chunk}::uuid`,
          );
        });
      const settleSoon = new Promise((resolve) => setTimeout(resolve, 5 * round)).then(settle);
      await Promise.all([lab.drain(), settleSoon]);
      expect(new Set((await states(messages)).map(({ state }) => state))).toEqual(new Set(['delivered']));
    }
  });

  it('parks what it does not know yet, and applies it when it does', async () => {
    const future = { id: newId(), address: 'later@example.com' };
    await lab.postEvents([event(future, 'delivered'), event(future, 'open')]);
    await lab.drain();
    const receipts = () =>
      lab.rows<{ outcome: string; open: boolean }>(
        `SELECT outcome, applied_at IS NULL AS open FROM provider_receipt WHERE message_id = $1`,
        [future.id],
      );
    expect(await receipts()).toEqual([
      { outcome: 'parked', open: true },
      { outcome: 'parked', open: true },
    ]);
    expect(await lab.get(ReceiptApplication).applyParked()).toBe(0);

    await lab.messages(scope, { id: future.id, address: future.address });
    expect(await lab.get(ReceiptApplication).applyParked()).toBe(2);
    expect((await states([future]))[0]).toMatchObject({ state: 'delivered', open_count: 1 });
    expect(await receipts()).toEqual([
      { outcome: 'applied', open: false },
      { outcome: 'applied', open: false },
    ]);
  });

  it('gives up on a parked receipt after three days', async () => {
    const never = { id: newId(), address: 'never@example.com' };
    await lab.postEvents([event(never, 'delivered')]);
    await lab.drain();
    await lab.rows(
      `UPDATE provider_receipt SET received_at = now() - interval '73 hours' WHERE message_id = $1`,
      [never.id],
    );
    await lab.get(ReceiptApplication).applyParked();
    expect(await lab.rows(`SELECT outcome FROM provider_receipt WHERE message_id = $1`, [never.id])).toEqual([
      { outcome: 'ignored' },
    ]);
  });

  it('applies one array that speaks of several teams', async () => {
    const others = await Promise.all([lab.team(), lab.team()]);
    const messages = await Promise.all(
      [scope, ...others].map(async (team) => (await lab.messages(team))[0]!),
    );
    const teams = [scope, ...others].map(({ teamId }) => teamId);
    await lab.postEvents(
      messages.map((message, index) => event(message, 'delivered', { crm_team_id: teams[index] })),
    );
    expect(
      await lab.rows(`SELECT id FROM job WHERE queue = 'webhooks' AND state = 'scheduled'`),
    ).toHaveLength(1);
    await lab.drain();
    expect((await states(messages)).map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
      'delivered',
    ]);
  });

  it("never touches another team's message", async () => {
    const other = await lab.team();
    const [theirs] = await lab.messages(other);
    await lab.postEvents([event(theirs!, 'bounce', { type: 'bounce' })]);
    await lab.drain();
    await lab.get(ReceiptApplication).applyParked();
    expect((await states([theirs!]))[0]!.state).toBe('accepted');
    expect(await lab.rows(`SELECT id FROM suppression WHERE address = $1`, [theirs!.address])).toEqual([]);
  });

  it('takes no notice of events that are not about our messages, nor of poisoned ones', async () => {
    const [fine] = await lab.messages(scope);
    const nul = String.fromCharCode(0);
    await lab.postEvents([
      { email: 'x@example.com', event: 'delivered', timestamp: started, sg_event_id: 'stranger' },
      event(fine!, 'delivered'),
      event(fine!, 'bounce', {
        sg_event_id: `nul${nul}`,
        type: 'blocked',
        reason: `a${nul}b\ud800`,
        status: nul,
      }),
      event(fine!, 'open', { crm_team_id: newId(), sg_event_id: 'unknown-team' }),
      event(fine!, 'open', { crm_message_id: "1' OR '1'='1", sg_event_id: 'no-uuid' }),
      event(fine!, 'open', { timestamp: 1e300, sg_event_id: 'no-time' }),
      ...[null, 7, 'text', []],
    ]);
    await lab.drain();
    expect((await states([fine!]))[0]).toMatchObject({
      state: 'bounced',
      open_count: 1,
      error_detail: 'ab\ufffd',
    });
    const left = await lab.rows<{ outcome: string }>(
      `SELECT outcome FROM provider_receipt WHERE event_id IN ('stranger', 'unknown-team', 'no-uuid')`,
    );
    expect(left).toEqual([{ outcome: 'ignored' }, { outcome: 'ignored' }, { outcome: 'ignored' }]);
  });

  it('stores nothing of a post that is not signed, tampered with or no array', async () => {
    const [message] = await lab.messages(scope);
    const before = await lab.rows(`SELECT count(*) FROM provider_receipt`);
    const cut = (raw: Buffer) => raw.subarray(0, -2);
    await expect(lab.postEvents([event(message!, 'open')], cut)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
    await expect(lab.postEvents('{"event":"open"}')).rejects.toMatchObject({ code: 'webhook_malformed' });
    await expect(lab.postEvents('[{')).rejects.toMatchObject({ code: 'webhook_malformed' });
    expect(await lab.rows(`SELECT count(*) FROM provider_receipt`)).toEqual(before);
  });

  it('takes 5,000 events of more than a megabyte in one post, as jobs of a thousand', async () => {
    const messages = await lab.messages(scope, { count: 1_000 });
    const padding = 'x'.repeat(150);
    const events = messages.flatMap((message) =>
      ['processed', 'delivered', 'open', 'open', 'click'].map((name) => event(message, name, { padding })),
    );
    expect(JSON.stringify(events).length).toBeGreaterThan(1_000_000);
    const t0 = performance.now();
    await lab.postEvents(events);
    const t1 = performance.now();
    expect(
      await lab.rows(`SELECT id FROM job WHERE queue = 'webhooks' AND state = 'scheduled'`),
    ).toHaveLength(5);
    await lab.drain();
    const t2 = performance.now();
    process.stdout.write(
      `5,000 events: taken in ${Math.round(t1 - t0)} ms, applied in ${Math.round(t2 - t1)} ms, ` +
        `${Math.round(5_000 / ((t2 - t0) / 1_000))} events/s\n`,
    );
    for (const row of await states(messages)) {
      expect(row).toMatchObject({ state: 'delivered', open_count: 2, click_count: 1 });
    }
  });
});
