import { jest } from '@jest/globals';
import { ApiClient } from '../../scripts/demo/api-client';
import { createTestDatabase } from '../support/database';
import { Product } from '../support/product';
import { VirtualClock } from '../support/virtual-clock';
import { furnishOffice, type Office } from './forecast-office';

const day = 86_400_000;
const minute = 60_000;

interface Item {
  key: string;
  kind: string;
  title: string | null;
  at: string;
  source: { kind: string; id: string };
  message: { channel: string; outcome: string; reason: string } | null;
  collisions: { kind: string; with: string[] }[];
  provisional: boolean;
}
interface Sent {
  address: string;
  channel: string;
  at: number;
}

describe('what is upcoming for a lead, and what becomes of it', () => {
  let product: Product;
  let clock: VirtualClock;
  let api: ApiClient;
  let office: Office;
  let asked: number;
  /** By name of the lead. */
  const forecast: Record<string, Item[]> = {};
  const dryRun: { channel: string; at: number }[] = [];
  /** What the sandbox has accepted, at the time by the clock of the test. */
  const sent: Sent[] = [];

  beforeAll(async () => {
    const database = await createTestDatabase();
    clock = await VirtualClock.in(database);
    // Nothing comes back from outside: the forecast is of a month in which nobody does anything.
    product = await Product.start({ database, settings: { targetUrl: null } });
    api = new ApiClient(product.url);
    office = await furnishOffice(api, clock.now());
    await database.admin.query(
      `INSERT INTO task (id, team_id, title, due_at, lead_id, updated_at)
       SELECT gen_random_uuid(), team_id, 'Call Bea', clock.now() + interval '4 days', id, clock.now() FROM lead WHERE id = $1`,
      [office.leads.busy.id],
    );
    await foresee();
    take(asked);
    await clock.runTo(new Date(asked + 30 * day), (at) => take(at.getTime()), {
      moments: office.moments,
      act: lookAtClocks,
    });
  }, 300_000);
  afterAll(async () => {
    jest.restoreAllMocks();
    await product.stop();
  });

  /** What is new in the sandbox's record. */
  function take(at: number): void {
    const { data } = product.sandbox.control.record.page({ limit: 100_000 });
    for (const { address, provider } of data.slice(sent.length))
      sent.push({ address, channel: provider === 'sms' ? 'SMS' : 'EMAIL', at });
  }

  /** As the scheduler of the workers has it done every 20 seconds. */
  const lookAtClocks = () =>
    product.database.admin.query(
      `INSERT INTO job (id, team_id, name, queue, payload, due_at, max_attempts)
       SELECT gen_random_uuid(), team_id, 'workflows.watch', 'workflows',
         jsonb_build_object('teamId', team_id, 'workflowId', id), clock.now(), 3
       FROM workflow WHERE id = ANY($1)`,
      [office.watching],
    );

  async function foresee(): Promise<void> {
    await lookAtClocks();
    const trial = await api.post<{
      run: { messages: { nodeId: string; channel: string; forecast: { at: string } }[] };
    }>(`/api/workflows/${office.workflowId}/test`, { leadId: office.leads.busy.id, version: 'published' });
    // Its arms are drawn by another seed than those of a run.
    for (const { nodeId, channel, forecast: one } of trial.run.messages)
      if (!nodeId.startsWith('last_')) dryRun.push({ channel, at: Date.parse(one.at) });
    await clock.settle();
    await api.post(`/api/workflows/${office.workflowId}/enrol`, {
      leadIds: Object.values(office.leads).map(({ id }) => id),
    });
    await clock.settle();
    asked = clock.now().getTime();
    for (const [name, { id }] of Object.entries(office.leads)) {
      const { data } = await api.get<{ data: Item[] }>(`/api/leads/${id}/upcoming?limit=100`);
      forecast[name] = data;
    }
  }

  const foretold = (name: string) =>
    forecast[name]!.filter(({ message }) => message?.outcome === 'sends').map(({ at, message }) => ({
      channel: message!.channel,
      at: Date.parse(at),
    }));
  const got = (name: string) => {
    const { email, phone } = office.leads[name as keyof Office['leads']];
    return sent.filter(({ address, at }) => (address === email || address === phone) && at > asked);
  };
  /** Each on the channel foretold, at the time foretold. */
  const compare = (expected: { channel: string; at: number }[], real: { channel: string; at: number }[]) => {
    const line = ({ channel, at }: { channel: string; at: number }) =>
      `${channel} ${new Date(Math.round(at / (2 * minute)) * 2 * minute).toISOString().slice(0, 16)}`;
    const near = (a: { at: number }, b: { at: number }) => Math.abs(a.at - b.at) <= 2 * minute;
    const inOrder = (list: { channel: string; at: number }[]) =>
      list.toSorted((a, b) => a.at - b.at || a.channel.localeCompare(b.channel));
    const [one, other] = [inOrder(expected), inOrder(real)];
    const same =
      one.length === other.length &&
      one.every((each, index) => each.channel === other[index]!.channel && near(each, other[index]!));
    if (!same) expect(other.map(line)).toEqual(one.map(line));
  };

  it('tells the messages of all four sources, and each comes when it was foretold', () => {
    const kinds = new Set(
      forecast.busy!.filter(({ message }) => message?.outcome === 'sends').map(({ source }) => source.kind),
    );
    expect(kinds).toEqual(new Set(['campaign', 'workflow', 'appointment']));
    expect(foretold('busy').length).toBeGreaterThanOrEqual(10);
    compare(foretold('busy'), got('busy'));
  });

  it('tells which workflows a clock and a date will begin, and says that nothing holds them yet', () => {
    const entries = (name: string) => forecast[name]!.filter(({ kind }) => kind === 'entry');
    expect(entries('busy').map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Tuesdays', 'Ten days on']),
    );
    expect(entries('west').map(({ title }) => title)).toEqual(['Ten days on']);
    const { busy } = forecast;
    const provisional = (key: RegExp) =>
      new Set(busy!.filter((item) => key.test(item.key)).map((item) => item.provisional));
    expect(provisional(/^entry:/)).toEqual(new Set([true]));
    expect(provisional(/^campaign:/)).toEqual(new Set([true]));
    expect(provisional(/^(run|reminder|task):/)).toEqual(new Set([false]));
    expect(busy!.filter(({ key, message }) => /^entry:/.test(key) && message).length).toBeGreaterThanOrEqual(
      3,
    );
  });

  it('tells what will not be sent, and it is not', () => {
    const outcomes = forecast.barred!.flatMap(({ message }) => (message ? [message] : []));
    expect(new Set(outcomes.map(({ reason }) => reason))).toEqual(new Set(['suppressed', 'consent_missing']));
    expect(got('barred')).toEqual([]);
  });

  it('is right for a lead in another zone', () => {
    expect(foretold('west').length).toBeGreaterThanOrEqual(4);
    compare(foretold('west'), got('west'));
  });

  it('is what the dry run has said of the workflow', () => {
    const first = sent.filter(({ address, at }) => address === office.leads.busy.email && at <= asked);
    expect(dryRun.length).toBeGreaterThanOrEqual(3);
    const ofRun = forecast.busy!.filter(
      ({ source, message, key }) => source.id === office.workflowId && message && !key.includes(':last_'),
    );
    const later = dryRun.filter(({ at }) => at > asked && at < asked + 30 * day);
    compare(
      later,
      ofRun.map(({ at, message }) => ({ channel: message!.channel, at: Date.parse(at) })),
    );
    // The first step was taken at once, before the forecast.
    expect(first.length + later.length).toBeGreaterThan(0);
  });

  it('lists tasks and runs as well', () => {
    const kinds = forecast.busy!.map(({ kind, source }) => `${kind} of ${source.kind}`);
    expect(forecast.busy!.map(({ title }) => title)).toContain('Look at busy');
    expect(kinds).toEqual(
      expect.arrayContaining(['task of task', 'task of workflow', 'run of workflow', 'message of campaign']),
    );
  });

  it('marks collisions', () => {
    const marked = (name: string, kind: string) =>
      forecast[name]!.filter(({ collisions }) => collisions.some((collision) => collision.kind === kind));
    const close = marked('busy', 'close_together');
    expect(close.length).toBeGreaterThanOrEqual(2);
    for (const { at, collisions } of close) {
      for (const key of collisions.flatMap((collision) => collision.with)) {
        const other = forecast.busy!.find((item) => item.key === key)!;
        expect(Math.abs(Date.parse(other.at) - Date.parse(at))).toBeLessThan(4 * 3_600_000);
      }
    }
    expect(marked('busy', 'outside_window').length).toBeGreaterThanOrEqual(1);
    expect(marked('barred', 'suppressed_address').length).toBeGreaterThanOrEqual(1);
  });
});
