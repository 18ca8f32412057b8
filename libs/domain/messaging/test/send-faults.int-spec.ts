import { newId, type TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { FaultRule } from '../../../../apps/sandbox/src/faults/fault-rule';
import { Lanes } from '../lanes.service';
import type { NewContent } from '../message-contents.service';
import { MessageSources } from '../message-sources.service';
import { Recovery } from '../recovery.service';
import { SendingLab } from './sending-lab';

const letter: NewContent = { channel: 'EMAIL', subject: 'News', html: '<p>Hello {{lead.firstName}}</p>' };

describe('when sending goes wrong', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start({ env: { PROVIDER_TIMEOUT_MS: '3000', JOB_LEASE_MS: '3000' } });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
    lab.sandbox.control.faults.remove();
    lab.sandbox.control.record.reset();
  });

  const fault = (rule: Omit<FaultRule, 'provider'>) =>
    lab.sandbox.control.faults.add([{ provider: 'sendgrid', ...rule }]);
  const once = () => expect([...lab.accepted().values()].every((times) => times === 1)).toBe(true);
  const sources = () => lab.get(MessageSources);

  it('waits as long as a rate limit says, and loses no try', async () => {
    await lab.crowd(scope, 1_500);
    fault({ kind: 'status', status: 429, resetAfterSeconds: 2, holdUntilReset: true, count: 1 });
    const began = Date.now();
    const source = await lab.launch(scope, letter);
    const stats = await lab.settled(scope, source);
    expect(stats.states.accepted).toBe(1_500);
    expect(Date.now() - began).toBeGreaterThan(1_000);
    const tries = await lab.rows(`SELECT max(attempts) AS tries FROM message_chunk WHERE source_id = $1`, [
      source,
    ]);
    expect(tries).toEqual([{ tries: 0 }]);
    once();
  });

  it('cancels a chunk that comes back after its source was cancelled', async () => {
    await lab.crowd(scope, 20);
    fault({ kind: 'status', status: 429, resetAfterSeconds: 60, count: 1 });
    const source = await lab.launch(scope, letter);
    const chunk = async () =>
      (
        await lab.rows(`SELECT state, due_at > now() AS waits FROM message_chunk WHERE source_id = $1`, [
          source,
        ])
      )[0];
    await eventually(async () => expect(await chunk()).toEqual({ state: 'queued', waits: true }));
    // As it stands when the cancellation found the chunk in the provider's hands and the refusal came afterwards.
    await lab.rows(`UPDATE message_source SET state = 'cancelled' WHERE id = $1`, [source]);
    await eventually(async () =>
      expect((await lab.settled(scope, source)).states).toMatchObject({ cancelled: 20 }),
    );
    expect(lab.accepted().size).toBe(0);
  });

  it('sends and ends a source that was called drained too early', async () => {
    await lab.crowd(scope, 20);
    fault({ kind: 'status', status: 429, resetAfterSeconds: 2, count: 1 });
    const source = await lab.launch(scope, letter);
    await eventually(async () => {
      const [chunk] = await lab.rows(`SELECT state FROM message_chunk WHERE source_id = $1`, [source]);
      expect(chunk).toEqual({ state: 'queued' });
    });
    // Its lanes are gone, and it says of itself that there is nothing left.
    await lab.rows(
      `UPDATE job SET state = 'cancelled', finished_at = now() WHERE payload->>'sourceId' = $1::text`,
      [source],
    );
    await lab.rows(`UPDATE message_source SET drained_at = now() WHERE id = $1`, [source]);
    await eventually(
      async () => expect((await lab.settled(scope, source)).states).toMatchObject({ accepted: 20 }),
      25_000,
    );
    once();
  });

  it('finds the one address a refused batch is refused for', async () => {
    await lab.crowd(scope, 300);
    await lab.leads(scope, [{ email: 'poison@example.com', firstName: 'P' }]);
    fault({ kind: 'refuse_address', match: { address: 'poison@*' } });
    const source = await lab.launch(scope, letter);
    const { states } = await lab.settled(scope, source);
    expect(states).toMatchObject({ accepted: 300, failed: 1 });
    const failed = await lab.rows(
      `SELECT to_address, error_code FROM message_ledger WHERE source_id = $1 AND state = 'failed'`,
      [source],
    );
    expect(failed).toEqual([{ to_address: 'poison@example.com', error_code: '400' }]);
    once();
  });

  it.each<[string, Omit<FaultRule, 'provider'>]>([
    ['an error of the provider', { kind: 'status', status: 500, count: 1 }],
    ['a connection reset after acceptance', { kind: 'reset_after', count: 1 }],
    ['a connection reset before acceptance', { kind: 'reset_before', count: 1 }],
    ['an answer that comes too late', { kind: 'late', ms: 4_000, count: 1 }],
    ['no answer at all', { kind: 'timeout_no_accept', count: 1 }],
  ])('does not send again after %s', async (_what, rule) => {
    await lab.crowd(scope, 1_200);
    fault(rule);
    const source = await lab.launch(scope, letter);
    const { states } = await lab.settled(scope, source);
    expect([1_000, 200]).toContain(states.uncertain);
    expect(states.uncertain + states.accepted).toBe(1_200);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const ledger = await lab.rows<{ to: string }>(
      `SELECT to_address AS "to" FROM message_ledger WHERE source_id = $1 AND state IN ('accepted', 'uncertain')`,
      [source],
    );
    const known = new Set(ledger.map(({ to }) => to));
    expect([...lab.accepted().keys()].every((address) => known.has(address))).toBe(true);
    once();
  });

  it('pauses the source when the provider refuses the account, and goes on when it is resumed', async () => {
    await lab.crowd(scope, 50);
    fault({ kind: 'status', status: 401 });
    const source = await lab.launch(scope, letter);
    const events = () =>
      lab.rows<{ payload: object }>(
        `SELECT payload FROM domain_event WHERE name = 'messaging.account_rejected' AND team_id = $1`,
        [scope.teamId],
      );
    await eventually(async () => expect(await events()).toHaveLength(1));
    expect((await events())[0]!.payload).toEqual({
      sourceId: source,
      kind: 'campaign',
      channel: 'EMAIL',
      code: '401',
    });
    expect((await lab.stats(scope, source)).states.queued).toBe(50);
    lab.sandbox.control.faults.remove();
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE source_id = $1`, [source]);
    await lab.sql(scope, (tx) => sources().resume(tx, source));
    expect((await lab.settled(scope, source)).states.accepted).toBe(50);
    once();
  });

  it('puts a claim back whose worker died, and sends it', async () => {
    await lab.crowd(scope, 10);
    const source = await lab.source(scope, letter);
    await lab.rows(
      `UPDATE message_chunk SET state = 'claimed', fence = 1, claimed_at = now() - interval '1 minute' WHERE source_id = $1`,
      [source],
    );
    expect((await lab.stats(scope, source)).states.claimed).toBe(10);
    const { states } = await lab.settled(scope, source);
    expect(states.accepted).toBe(10);
    once();
  });

  it('never repeats a hand-off whose worker died', async () => {
    await lab.crowd(scope, 10);
    const source = await lab.source(scope, letter);
    await lab.rows(
      `UPDATE message_chunk SET state = 'handed_off', fence = 1, claimed_at = now(), handed_off_at = now() - interval '1 minute' WHERE source_id = $1`,
      [source],
    );
    const stats = await lab.settled(scope, source);
    expect(stats.states.uncertain).toBe(10);
    const drained = () =>
      lab.rows(`SELECT 1 FROM domain_event WHERE name = 'messaging.source_drained' AND team_id = $1`, [
        scope.teamId,
      ]);
    await eventually(async () => expect(await drained()).toHaveLength(1));
    expect(lab.accepted().size).toBe(0);
  });

  it('starts lanes again that are gone', async () => {
    await lab.crowd(scope, 20);
    const source = await lab.source(scope, letter);
    await lab.rows(`UPDATE message_source SET lanes = 3 WHERE id = $1`, [source]);
    expect((await lab.settled(scope, source)).states.accepted).toBe(20);
    // Twice at once is no more than once.
    await Promise.all([lab.get(Recovery).recover(), lab.get(Recovery).recover()]);
    once();
  });

  it('stops within what is in flight when paused, and cancels the rest', async () => {
    await lab.crowd(scope, 6_000);
    fault({ kind: 'latency', ms: 150 });
    const source = await lab.source(scope, letter);
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE source_id = $1`, [source]);
    await lab.sql(scope, async (tx) => {
      await lab.get(Lanes).start(tx, source);
    });
    await lab.rows(
      `UPDATE message_chunk SET state = 'queued', due_at = now() + interval '1 hour' WHERE id IN
      (SELECT id FROM message_chunk WHERE source_id = $1 ORDER BY id OFFSET 2)`,
      [source],
    );
    await eventually(() => expect(lab.accepted().size).toBeGreaterThan(0));
    await lab.sql(scope, (tx) => sources().pause(tx, source));
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE source_id = $1 AND state = 'queued'`, [
      source,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const paused = await lab.stats(scope, source);
    expect(paused.states.accepted).toBeLessThanOrEqual(2_000);
    expect(paused.states.queued).toBe(6_000 - paused.states.accepted);
    await lab.sql(scope, (tx) => sources().cancel(tx, source));
    const cancelled = await lab.stats(scope, source);
    expect(cancelled.states.cancelled).toBe(6_000 - paused.states.accepted);
    await eventually(async () => {
      const rows = await lab.rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM message_ledger WHERE source_id = $1 AND state = 'cancelled'`,
        [source],
      );
      expect(rows[0]!.n).toBe(cancelled.states.cancelled);
    });
    expect((await lab.stats(scope, source)).total).toBe(6_000);
    once();
  });

  it('asks once more for opt-outs when it commits to the call', async () => {
    await lab.crowd(scope, 20);
    // Stands for a click between the gate's look and the hand-off.
    await lab.rows(`CREATE FUNCTION late_click() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO suppression (id, team_id, channel, address, reason, scope)
        SELECT gen_random_uuid(), team_id, 'EMAIL', to_address, 'unsubscribed', 'marketing' FROM message
        WHERE chunk_id = NEW.id AND to_address LIKE 'p7.%';
      UPDATE lead SET do_not_email = true WHERE team_id = NEW.team_id AND email LIKE 'p8.%';
      RETURN NEW; END $$`);
    await lab.rows(`CREATE TRIGGER late_click BEFORE UPDATE ON message_chunk FOR EACH ROW
      WHEN (NEW.state = 'handed_off') EXECUTE FUNCTION late_click()`);
    try {
      const source = await lab.launch(scope, letter);
      const stats = await lab.settled(scope, source);
      expect(stats.states).toMatchObject({ accepted: 18, skipped: 2 });
      expect(stats.skipped).toEqual({ suppressed: 1, do_not_contact: 1 });
      expect(lab.accepted().size).toBe(18);
    } finally {
      await lab.rows(`DROP TRIGGER late_click ON message_chunk`);
      await lab.rows(`DROP FUNCTION late_click()`);
    }
  });

  it('does not send on a claim that has grown old, and claims again', async () => {
    await lab.crowd(scope, 5);
    await lab.rows(`CREATE FUNCTION slept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.claimed_at := now() - interval '1600 milliseconds'; RETURN NEW; END $$`);
    await lab.rows(`CREATE TRIGGER slept BEFORE UPDATE ON message_chunk FOR EACH ROW
      WHEN (NEW.state = 'claimed' AND NEW.fence <= 2) EXECUTE FUNCTION slept()`);
    try {
      const source = await lab.launch(scope, letter);
      expect((await lab.settled(scope, source)).states.accepted).toBe(5);
      expect(await lab.rows(`SELECT fence FROM message_chunk WHERE source_id = $1`, [source])).toEqual([
        { fence: 3 },
      ]);
      once();
    } finally {
      await lab.rows(`DROP TRIGGER slept ON message_chunk`);
      await lab.rows(`DROP FUNCTION slept()`);
    }
  });

  it('notes an acceptance even when its chunk was taken away meanwhile, and only that', async () => {
    await lab.crowd(scope, 5);
    fault({ kind: 'latency', ms: 1_000 });
    const source = await lab.launch(scope, letter);
    await eventually(async () => expect((await lab.stats(scope, source)).states.handed_off).toBe(5));
    // What recovery does when it takes the worker for dead; a webhook has already told of one delivery.
    await lab.rows(
      `UPDATE message_chunk SET state = 'settled', fence = fence + 1, size = 77 WHERE source_id = $1`,
      [source],
    );
    await lab.rows(
      `UPDATE message SET state = CASE WHEN to_address LIKE 'p0.%' THEN 'delivered' ELSE 'uncertain' END WHERE source_id = $1`,
      [source],
    );
    await eventually(async () =>
      expect((await lab.stats(scope, source)).states).toMatchObject({ accepted: 4, delivered: 1 }),
    );
    expect(await lab.rows(`SELECT state, size FROM message_chunk WHERE source_id = $1`, [source])).toEqual([
      { state: 'settled', size: 77 },
    ]);
    once();
  });

  it('honours an opt-out committed before the hand-off', async () => {
    await lab.crowd(scope, 3_000);
    fault({ kind: 'latency', ms: 30 });
    const source = await lab.launch(scope, letter);
    const optOuts: Promise<unknown>[] = [];
    for (let index = 0; index < 3_000; index += 30) {
      optOuts.push(
        lab.rows(
          `INSERT INTO suppression (id, team_id, channel, address, reason, scope, created_at)
             VALUES ($1, $2, 'EMAIL', $3, 'unsubscribed', 'marketing', clock_timestamp())`,
          [newId(), scope.teamId, `p${index}.${scope.teamId.slice(-6)}@example.com`],
        ),
      );
      if (index % 300 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(optOuts);
    await lab.settled(scope, source);
    const wronged = await lab.rows(
      `SELECT m.id FROM message_ledger m JOIN suppression s ON s.team_id = m.team_id AND s.address = m.to_address
       WHERE m.source_id = $1 AND m.state = 'accepted' AND s.created_at < m.handed_off_at - interval '20 milliseconds'`,
      [source],
    );
    expect(wronged).toEqual([]);
    const skipped = await lab.rows(
      `SELECT 1 FROM message_ledger WHERE source_id = $1 AND state = 'skipped' AND reason = 'suppressed'`,
      [source],
    );
    const accepted = lab.accepted();
    expect(accepted.size + skipped.length).toBe(3_000);
    once();
  });
});
