import { newId, Prisma, type TenantScope } from '@platform/database';
import { Lanes } from '../lanes.service';
import { LayoutPortions } from '../layout/layout-portions.service';
import { MessageLayout } from '../layout/message-layout.service';
import { MessageContents, type NewContent } from '../message-contents.service';
import { MessageSources } from '../message-sources.service';
import { SendingLab } from './sending-lab';

const letter: NewContent = { channel: 'EMAIL', subject: 'News', text: 'Hello' };

describe('a layout in portions', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start({ worker: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
  });

  /** A source of which nothing is laid out yet. */
  async function begun(): Promise<string> {
    const sourceId = newId();
    await lab.sql(scope, async (tx) => {
      await lab.get(MessageSources).create(tx, { id: sourceId, kind: 'campaign' });
      const contentId = await lab.get(MessageContents).create(tx, letter);
      await lab.get(MessageLayout).begin(tx, {
        ...{ sourceId, channel: 'EMAIL', purpose: 'marketing', contents: [{ contentId, weight: 1 }] },
        audience: Prisma.sql`SELECT id FROM lead`,
        dueAt: new Date(Date.now() - 1_000),
        dedupePrefix: `campaign:${sourceId}`,
      });
    });
    return sourceId;
  }

  const next = (sourceId: string, seq = 0) =>
    lab.sql(scope, (tx) => lab.get(MessageLayout).continue(tx, { teamId: scope.teamId, sourceId, seq }));
  const written = async (sourceId: string) =>
    (await lab.rows(`SELECT id FROM message_ledger WHERE source_id = $1`, [sourceId])).length;
  const jobs = async (sourceId: string, name: string) =>
    (await lab.rows(`SELECT id FROM job WHERE name = $1 AND payload->>'sourceId' = $2`, [name, sourceId]))
      .length;

  it('is sent from before it is complete; everybody counts from the start', async () => {
    await lab.crowd(scope, 4_500);
    const source = await begun();
    expect(await lab.stats(scope, source)).toMatchObject({ total: 4_500, states: { queued: 4_500 } });
    await next(source);
    expect(await written(source)).toBe(2_000);
    expect(await jobs(source, 'messaging.send-lane')).toBe(2);
    await next(source, 1);
    expect(await written(source)).toBe(4_000);
    await next(source, 2);
    expect(await written(source)).toBe(4_500);
    // Each portion asked for the next, the last for none; no lane was started twice.
    expect(await jobs(source, 'messaging.lay-out')).toBe(2);
    expect(await jobs(source, 'messaging.send-lane')).toBe(5);
    expect(await lab.stats(scope, source)).toMatchObject({ total: 4_500, states: { queued: 4_500 } });
  });

  it('writes each recipient once when two workers write at once', async () => {
    await lab.crowd(scope, 3_000);
    const source = await begun();
    const portion = () => lab.sql(scope, (tx) => lab.get(LayoutPortions).writeNext(tx, source));
    await Promise.all([portion(), portion()]);
    while ((await portion()).more);
    expect(await written(source)).toBe(3_000);
  });

  it('is not drained before its last portion', async () => {
    await lab.crowd(scope, 3_000);
    const source = await begun();
    const lane = { teamId: scope.teamId, sourceId: source, lane: 0, epoch: 0, seq: 0 };
    await lab.sql(scope, (tx) => lab.get(Lanes).rest(tx, lane));
    expect(await lab.rows('SELECT drained_at FROM message_source WHERE id = $1', [source])).toEqual([
      { drained_at: null },
    ]);
  });

  it('sends a lane on that was about to rest when a portion came', async () => {
    await lab.crowd(scope, 10);
    const source = await begun();
    await next(source);
    await lab.sql(scope, (tx) =>
      lab.get(Lanes).rest(tx, { teamId: scope.teamId, sourceId: source, lane: 0, epoch: 0, seq: 4 }),
    );
    expect(await jobs(source, 'messaging.send-lane')).toBe(2);
    expect(await lab.rows(`SELECT id FROM job WHERE dedupe_key LIKE $1`, [`wake:${source}:%`])).toEqual([]);
  });

  it('goes on behind a cancellation, so that everybody has an end', async () => {
    await lab.crowd(scope, 3_000);
    const source = await begun();
    await next(source);
    await lab.sql(scope, (tx) => lab.get(MessageSources).cancel(tx, source));
    await next(source, 1);
    expect(await lab.stats(scope, source)).toMatchObject({
      total: 3_000,
      states: { queued: 0, cancelled: 3_000 },
    });
    expect(await jobs(source, 'messaging.write-cancelled')).toBe(2);
  });

  it('starts no lane while paused; a resume sends, and goes on with a layout that was given up', async () => {
    await lab.crowd(scope, 3_000);
    const source = await begun();
    const sources = lab.get(MessageSources);
    await lab.sql(scope, (tx) => sources.pause(tx, source));
    await next(source);
    expect(await jobs(source, 'messaging.send-lane')).toBe(0);
    await lab.rows(
      `UPDATE job SET state = 'dead' WHERE name = 'messaging.lay-out' AND payload->>'sourceId' = $1`,
      [source],
    );
    await lab.sql(scope, (tx) => sources.resume(tx, source));
    expect(await jobs(source, 'messaging.send-lane')).toBe(2);
    expect(
      await lab.rows(
        `SELECT state FROM job WHERE name = 'messaging.lay-out' AND state <> 'dead' AND payload->>'sourceId' = $1`,
        [source],
      ),
    ).toHaveLength(1);
  });

  it('skips a lead that was deleted before its turn came', async () => {
    const [gone] = await lab.crowd(scope, 3);
    const source = await begun();
    await lab.rows('DELETE FROM lead WHERE id = $1', [gone]);
    await next(source);
    expect(await lab.stats(scope, source)).toMatchObject({ total: 3, skipped: { no_address: 1 } });
  });
});
