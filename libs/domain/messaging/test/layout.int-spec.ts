import { Prisma, type TenantScope } from '@platform/database';
import { MessageSources } from '../message-sources.service';
import type { NewContent } from '../message-contents.service';
import { SendingLab } from './sending-lab';

const letter: NewContent = { channel: 'EMAIL', subject: 'News', text: 'Hello' };

describe('a layout', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start({ worker: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
  });

  const chunks = (source: string) =>
    lab.rows<{ due_at: Date; size: number; messages: number }>(
      `SELECT k.due_at, k.size, count(m.id)::int AS messages FROM message_chunk k LEFT JOIN message m ON m.chunk_id = k.id
       WHERE k.source_id = $1 GROUP BY k.id ORDER BY k.due_at, k.size DESC`,
      [source],
    );

  it('takes each lead once, however often the audience names it', async () => {
    await lab.crowd(scope, 1_050);
    const audience = Prisma.sql`SELECT id FROM lead UNION ALL SELECT id FROM lead`;
    const source = await lab.source(scope, letter, { audience });
    expect((await chunks(source)).map(({ size, messages }) => [size, messages])).toEqual([
      [1_000, 1_000],
      [50, 50],
    ]);
  });

  it('gives each zone its own hour, and leads without one the fallback', async () => {
    await lab.leads(scope, [
      { email: 'ny@example.com', timezone: 'America/New_York' },
      { email: 'la@example.com', timezone: 'America/Los_Angeles' },
      { email: 'none@example.com', timezone: null },
      { email: 'odd@example.com', timezone: 'Mars/Olympus' },
      { phone: '+12125550150', timezone: 'America/New_York' },
    ]);
    const dueAt = { localDate: '2026-12-01', localTime: '10:00', fallbackZone: 'America/Chicago' };
    const source = await lab.source(scope, letter, { dueAt });
    expect((await chunks(source)).map(({ due_at, size }) => [due_at.toISOString(), size])).toEqual([
      ['2026-12-01T15:00:00.000Z', 1],
      ['2026-12-01T16:00:00.000Z', 2],
      ['2026-12-01T18:00:00.000Z', 1],
    ]);
    const stats = await lab.stats(scope, source);
    expect(stats.total).toBe(5);
    expect(stats.skipped).toEqual({ no_address: 1 });
  });

  it('cannot be made twice', async () => {
    await lab.crowd(scope, 3);
    const source = await lab.source(scope, letter);
    await expect(lab.source(scope, letter, { dedupePrefix: `campaign:${source}` })).rejects.toThrow(
      /message_team_id_dedupe_key/,
    );
  });

  it('mixes variants by weight, the same way each time', async () => {
    await lab.crowd(scope, 3_000);
    const source = await lab.source(scope, [letter, letter], {});
    const share = async () =>
      (
        await lab.rows<{ n: number }>(
          `SELECT count(*)::int AS n FROM message_ledger WHERE source_id = $1 AND variant = 'A'`,
          [source],
        )
      )[0]!.n;
    expect(Math.abs((await share()) - 1_500)).toBeLessThan(150);
  });

  it('shows nothing to another team', async () => {
    await lab.crowd(scope, 3);
    const source = await lab.source(scope, letter);
    const other = await lab.team();
    expect((await lab.stats(other, source)).total).toBe(0);
    await expect(lab.sql(other, (tx) => lab.get(MessageSources).pause(tx, source))).rejects.toMatchObject({
      code: 'message_source_not_found',
    });
  });

  it('is done once finished: it can be neither paused nor resumed', async () => {
    const source = await lab.source(scope, letter);
    const sources = lab.get(MessageSources);
    await lab.sql(scope, (tx) => sources.finish(tx, source));
    await expect(lab.sql(scope, (tx) => sources.resume(tx, source))).rejects.toMatchObject({
      code: 'message_source_not_open',
    });
    await expect(lab.sql(scope, (tx) => sources.pause(tx, source))).rejects.toMatchObject({
      code: 'message_source_not_open',
    });
  });
});
