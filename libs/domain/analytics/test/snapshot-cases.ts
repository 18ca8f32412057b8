import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { ApiClient } from '../../../../scripts/demo/api-client';
import { eventually } from '../../../../test/support/eventually';
import type { Product } from '../../../../test/support/product';
import { Snapshots } from '../snapshots.service';

interface Page {
  data: { date: string; [figure: string]: unknown }[];
  nextCursor: string | null;
}

/** Cases of the daily snapshots, on the product that the reports have started. */
export function describeSnapshots(running: () => Product): void {
  let product: Product;
  beforeAll(() => {
    product = running();
  });

  const rows = <T extends object>(statement: string, values: unknown[] = []) =>
    product.database.admin.query<T>(statement, values).then((result) => result.rows);
  /** A team of long ago, on the clock of `zone`, with its owner signed in. */
  const team = async (zone: string) => {
    const api = new ApiClient(product.url);
    const login = { email: `${randomUUID()}@snapshots.example`, password: 'seven lamps on a green barn' };
    await api.post('/api/auth/register', { ...login, name: 'Ora Field', teamName: zone });
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', login)).accessToken);
    await api.put('/api/settings/business', { timezone: zone });
    const { id } = await api.get<{ id: string }>('/api/settings/business');
    await rows(`UPDATE team SET created_at = now() - interval '90 days' WHERE id = $1`, [id]);
    const yesterday = DateTime.now().setZone(zone).minus({ days: 1 }).startOf('day');
    return { id, api, yesterday, today: yesterday.plus({ days: 1 }) };
  };
  const lead = async (
    teamId: string,
    createdAt: DateTime,
    more: { status?: string; value?: number } = {},
  ) => {
    const id = randomUUID();
    await rows(
      `INSERT INTO lead (id, team_id, name, status, value, score, source, created_at, updated_at)
       VALUES ($1, $2, 'x', $3, $4, 40, 'website', $5, now())`,
      [id, teamId, more.status ?? 'NEW', more.value ?? null, createdAt.toJSDate()],
    );
    return id;
  };
  const won = (teamId: string, leadId: string, at: DateTime) =>
    rows(
      `INSERT INTO activity (id, team_id, type, title, lead_id, changes, created_at)
       VALUES (gen_random_uuid(), $1, 'lead.status_changed', 'x', $2, '{"status":{"from":"NEW","to":"WON"}}', $3)`,
      [teamId, leadId, at.toJSDate()],
    );
  const sent = (teamId: string, at: DateTime, more: { channel?: string; openedAt?: DateTime } = {}) =>
    rows(
      `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, dedupe_key, due_at, state,
         accepted_at, opened_at)
       VALUES (gen_random_uuid(), $1, $2, 'marketing', $1, 'x', $1, gen_random_uuid()::text, $3, 'delivered', $3, $4)`,
      [teamId, more.channel ?? 'EMAIL', at.toJSDate(), more.openedAt?.toJSDate() ?? null],
    );
  const snapshot = (teamId: string, day: string) =>
    rows(`INSERT INTO analytics_snapshot SELECT $1, $2::date, 0,0,0,0,0,0,0,0,0,0,0,'{}'::jsonb, now()`, [
      teamId,
      day,
    ]);
  const enqueue = () => product.get(Snapshots).enqueueDue();
  const written = (api: ApiClient) =>
    eventually(async () => {
      const { data } = await api.get<Page>('/api/analytics/snapshots');
      expect(data).not.toEqual([]);
      return data;
    });

  it('are of the last day on the clock of each team, once, however many look', async () => {
    const teams = await Promise.all(
      ['Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu'].map((zone) => team(zone)),
    );
    await Promise.all([enqueue(), enqueue(), enqueue()]);
    for (const { api, yesterday } of teams)
      expect((await written(api)).map(({ date }) => date)).toEqual([yesterday.toISODate()]);
    // A look that comes between a day's job and its end may ask for the day again: it is written once all the same.
    const stored = () =>
      rows(
        `SELECT team_id, xmin::text AS written_by FROM analytics_snapshot WHERE team_id = ANY($1) ORDER BY team_id`,
        [teams.map(({ id }) => id)],
      );
    const before = await stored();
    expect(before).toHaveLength(teams.length);
    await enqueue();
    await eventually(async () =>
      expect(
        await rows(
          `SELECT id FROM job WHERE name = 'analytics.snapshot' AND state IN ('scheduled', 'active', 'retrying')`,
        ),
      ).toEqual([]),
    );
    expect(await stored()).toEqual(before);
  });

  it('count what stands, and what happened between two midnights of the team', async () => {
    const { id, api, yesterday, today } = await team('America/New_York');
    const early = yesterday.minus({ days: 5 });
    await lead(id, yesterday.minus({ seconds: 1 }));
    await lead(id, yesterday);
    await lead(id, today.minus({ seconds: 1 }), { status: 'QUALIFIED' });
    await lead(id, today);
    await won(id, await lead(id, early, { status: 'WON', value: 300 }), yesterday.plus({ hours: 2 }));
    await won(id, await lead(id, early, { status: 'WON', value: 200 }), yesterday.minus({ hours: 2 }));
    await sent(id, yesterday.plus({ hours: 1 }), { openedAt: yesterday.plus({ hours: 3 }) });
    await sent(id, early, { openedAt: yesterday.plus({ hours: 4 }) });
    await sent(id, yesterday.plus({ hours: 1 }), { openedAt: today });
    await sent(id, yesterday.plus({ hours: 1 }), { channel: 'SMS' });
    await sent(id, today);
    await enqueue();
    expect((await written(api))[0]).toEqual({
      date: yesterday.toISODate(),
      ...{ totalLeads: 5, newLeads: 2, qualifiedLeads: 1, wonLeads: 2, totalRevenue: 500, newRevenue: 300 },
      ...{ activeCampaigns: 0, emailsSent: 2, emailsOpened: 2, conversionRate: 0.4, avgLeadScore: 40 },
      rawData: {
        leadsByStatus: { NEW: 2, QUALIFIED: 1, WON: 2 },
        leadsBySource: { website: 5 },
        textsSent: 1,
        replies: 0,
      },
      writtenAt: expect.any(String),
    });
  });

  it('make up for days missed in an outage, each as it stood at its end, once', async () => {
    const { id, api, yesterday, today } = await team('America/Denver');
    const days = [4, 3, 2, 1, 0].map((n) => yesterday.minus({ days: n }));
    await lead(id, yesterday.minus({ days: 9 }));
    const leadId = await lead(id, days[2]!.plus({ hours: 5 }), { status: 'WON', value: 700 });
    await won(id, leadId, days[3]!.plus({ hours: 2 }));
    await snapshot(id, days[0]!.toISODate()!);
    await Promise.all([enqueue(), enqueue()]);
    const made = await eventually(async () => {
      const { data } = await api.get<Page>('/api/analytics/snapshots');
      expect(data).toHaveLength(days.length);
      return data.toReversed();
    });
    expect(made.map(({ date }) => date)).toEqual(days.map((day) => day.toISODate()));
    expect(made.slice(1).map(({ totalLeads, newLeads }) => [totalLeads, newLeads])).toEqual([
      ...[[1, 0]],
      ...[[2, 1]],
      ...[[2, 0]],
      ...[[2, 0]],
    ]);
    expect(made.slice(1).map(({ wonLeads, newRevenue }) => [wonLeads, newRevenue])).toEqual([
      ...[[0, 0]],
      ...[[0, 0]],
      ...[[1, 700]],
      ...[[1, 0]],
    ]);
    expect(made[2]!.rawData).toMatchObject({ leadsByStatus: { NEW: 2 } });
    expect(made.slice(1).every(({ writtenAt }) => Date.parse(String(writtenAt)) >= today.toMillis())).toBe(
      true,
    );
    const asked = () => rows(`SELECT id FROM job WHERE team_id = $1 AND name = 'analytics.snapshot'`, [id]);
    const before = await asked();
    await enqueue();
    expect(await asked()).toEqual(before);
  });

  it('stay as they were written', async () => {
    const { id, api } = await team('Europe/Berlin');
    await enqueue();
    const [before] = await written(api);
    await lead(id, DateTime.now().minus({ days: 20 }));
    const payload = { teamId: id, date: before!.date };
    await rows(
      `INSERT INTO job (id, team_id, name, queue, payload, due_at, max_attempts)
       VALUES (gen_random_uuid(), $1, 'analytics.snapshot', 'maintenance', $2, now(), 3)`,
      [id, payload],
    );
    await eventually(async () => {
      const done = await rows(`SELECT 1 FROM job WHERE team_id = $1 AND state = 'completed'`, [id]);
      expect(done.length).toBeGreaterThanOrEqual(2);
    });
    expect(await written(api)).toEqual([before]);
  });

  it('of a team that is new today are none; lists have a range and pages', async () => {
    const { id, api, yesterday } = await team('America/Chicago');
    await rows('UPDATE team SET created_at = now() WHERE id = $1', [id]);
    await enqueue();
    expect(await rows(`SELECT 1 FROM job WHERE team_id = $1 AND name = 'analytics.snapshot'`, [id])).toEqual(
      [],
    );
    const days = [1, 2, 3, 4].map((n) => yesterday.minus({ days: n }).toISODate()!);
    for (const day of days) await snapshot(id, day);
    const datesOf = async (query: string) => {
      const page = await api.get<Page>(`/api/analytics/snapshots${query}`);
      return { dates: page.data.map(({ date }) => date), next: page.nextCursor };
    };
    expect((await datesOf(`?from=${days[2]}&to=${days[1]}`)).dates).toEqual([days[1], days[2]]);
    const first = await datesOf('?limit=3');
    expect([first.dates, (await datesOf(`?limit=3&cursor=${first.next}`)).dates]).toEqual([
      days.slice(0, 3),
      days.slice(3),
    ]);
    await expect(api.get('/api/analytics/snapshots?from=2026-02-31')).rejects.toThrow('answered 400');
    await expect(api.get(`/api/analytics/snapshots?cursor=${btoa('["x"]')}`)).rejects.toThrow('answered 400');
  });
}
