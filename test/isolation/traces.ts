import { Database, TenantScope } from '@platform/database';
import { queueNames } from '@platform/jobs';
import { defineLiveEvent, liveDraft, LiveFeed } from '@platform/realtime';
import { LivePage } from '../../apps/api/test/live-page';
import { backendUnderTest } from '../support/environment';
import { eventually } from '../support/eventually';
import type { World } from './world';

const anyCanary = /canary-[a-z]/i;
const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22}/;
const marked = defineLiveEvent<{ mark: string }>({ type: 'isolation.marked', version: 1, permission: null });

/** What is written down about people's words beside the place where they stand. */
export function traces(world: () => World): void {
  it('are in no job and no event: those carry ids', async () => {
    for (const table of ['job', 'domain_event']) {
      const { rows } = await world().api.database.admin.query<{ name: string; payload: unknown }>(
        `SELECT DISTINCT ON (name) name, payload FROM ${table} ORDER BY name, payload::text ~* 'canary-' DESC`,
      );
      expect(rows.length).toBeGreaterThan(2);
      expect(rows.filter(({ payload }) => anyCanary.test(JSON.stringify(payload)))).toEqual([]);
    }
  });

  it('are not in the queue, nor on the board that shows it', async () => {
    const { api } = world();
    const headers = {
      authorization: `Basic ${Buffer.from('operator:operator-password').toString('base64')}`,
    };
    let jobs = 0;
    for (const queue of queueNames) {
      // The operator's page shows ids of all teams.
      const shown = await api.send(
        'GET',
        `/admin/queues/api/queues?activeQueue=${queue}&status=latest&page=1&jobsPerPage=100`,
        undefined,
        headers,
      );
      expect([shown.status, anyCanary.exec(shown.text)]).toEqual([200, null]);
      const { queues } = shown.body as { queues: { name: string; jobs: unknown[] }[] };
      jobs += queues.find(({ name }) => name === queue)!.jobs.length;
    }
    expect(jobs).toBeGreaterThan(5);
    if (backendUnderTest !== 'postgres') return;
    const { rows: tables } = await api.database.admin.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'bullmq'`,
    );
    expect(tables.map(({ name }) => name)).toContain('job');
    for (const { name } of tables) {
      const { rows } = await api.database.admin.query(
        `SELECT t::text AS row FROM bullmq."${name}" t WHERE t::text ~* 'canary-' LIMIT 1`,
      );
      expect(rows).toEqual([]);
    }
  });

  it('are not in the logs, down to debug', () => {
    const { lines } = world().logs;
    // One line for each of thousands of requests.
    expect(lines.length).toBeGreaterThan(1_000);
    expect(lines.filter((line) => anyCanary.test(line)).slice(0, 5)).toEqual([]);
  });

  it('were reached by no statement outside of the roles that policies hold', () =>
    expect(world().unscoped.slice(0, 5)).toEqual([]));

  it('are not in the metrics, which know no team either', async () => {
    const { status, text } = await world().walker.call('GET', '/metrics');
    expect([status, anyCanary.exec(text), anyId.exec(text)]).toEqual([200, null, null]);
  });

  it('reach the open pages of their own team alone, and whoever asks for what they missed', async () => {
    const { api, a, b, walker } = world();
    const pages = await Promise.all([a, b].map((side) => LivePage.open(api.url, side)));
    const [mine, theirs] = pages as [LivePage, LivePage];
    const before = theirs.cursor!;
    const { app } = api.api;
    const publish = (teamId: string, mark: string) =>
      app
        .get(Database)
        .transaction(TenantScope.of(teamId), (tx) =>
          app.get(LiveFeed, { strict: false }).publish(tx, [liveDraft(marked, { mark })]),
        );
    await publish(a.teamId, a.canary);
    // Told after the other's: when it has come, the other would have come as well.
    await publish(b.teamId, b.canary);
    await eventually(() => expect([mine, theirs].map(({ heard }) => heard.length)).toEqual([1, 1]));
    expect(theirs.heard[0]!.data).toEqual({ mark: b.canary });
    const missed = await walker.call('GET', `/api/events?cursor=${encodeURIComponent(before)}`, { as: b });
    expect([missed.status, missed.body.data.length]).toEqual([200, 1]);
    const stolen = await walker.call('GET', `/api/events?cursor=${encodeURIComponent(mine.cursor!)}`, {
      as: b,
    });
    expect([stolen.status, stolen.body.code]).toEqual([410, 'cursor_expired']);
    for (const page of pages) page.close();
  });
}
