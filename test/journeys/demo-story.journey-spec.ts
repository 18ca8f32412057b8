import { jest } from '@jest/globals';
import { ApiClient } from '../../scripts/demo/api-client';
import { demoLogin, playDemoStory } from '../../scripts/demo/story';
import { demoLeads, Product } from '../support/product';

interface Appointment {
  id: string;
  status: string;
  leadId: string;
  reminders: { state: string; messageId: string | null; dueAt: string }[];
}

describe('the demo story', () => {
  let product: Product;
  let api: ApiClient;
  const said: string[] = [];

  beforeAll(async () => {
    product = await Product.start();
    api = new ApiClient(product.url);
    jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    await play();
    api.signIn((await api.post<{ accessToken: string }>('/api/auth/login', demoLogin)).accessToken);
  }, 120_000);
  afterAll(async () => {
    jest.restoreAllMocks();
    await product.stop();
  });

  const play = () => playDemoStory({ api: product.url, sandbox: product.sandbox.url, csv: demoLeads });
  const bookings = async () => {
    const { data } = await api.get<{ data: Appointment[] }>('/api/appointments');
    return Promise.all(data.map(({ id }) => api.get<Appointment>(`/api/appointments/${id}`)));
  };

  it('comes to its end and shows what happened with addresses that answer', async () => {
    const output = said.join('\n');
    expect(output).toMatch(/demo story complete \(\d/);
    for (const what of ['reminder to', 'run of', 'score of']) expect(output).toContain(what);
    const urls = output.match(/http:\S+\/api\/\S+/g)!;
    expect(urls).toHaveLength(5);
    for (const url of urls) expect(await api.get(url.slice(product.url.length))).toBeInstanceOf(Object);
  });

  it('reminds of both showings, once and not before the time', async () => {
    const [first, second, ...others] = await bookings();
    expect(others).toEqual([]);
    expect([first!.status, second!.status]).toEqual(['CONFIRMED', 'SCHEDULED']);
    const { data: record } = product.sandbox.control.record.page({ limit: 1_000_000 });
    for (const { reminders } of [first!, second!]) {
      expect(reminders).toMatchObject([{ state: 'sent' }]);
      const { messageId, dueAt } = reminders[0]!;
      const texts = record.filter((entry) => JSON.stringify(entry).includes(messageId!));
      expect(texts).toHaveLength(1);
      expect(texts[0]!.acceptedAt).toBeGreaterThanOrEqual(Date.parse(dueAt));
    }
  });

  it('lets the workflow wait, and go different ways', async () => {
    const [{ leadId: confirmed }, { leadId: silent }] = (await bookings()) as [Appointment, Appointment];
    const { data: workflows } = await api.get<{ data: { id: string }[] }>('/api/workflows');
    const { data: runs } = await api.get<{ data: { id: string; leadId: string; state: string }[] }>(
      `/api/workflows/${workflows[0]!.id}/executions`,
    );
    expect(runs).toHaveLength(2);
    const run = runs.find(({ leadId }) => leadId === confirmed)!;
    const { steps } = await api.get<{ steps: { nodeId: string }[] }>(`/api/workflow-runs/${run.id}`);
    expect(steps.map(({ nodeId }) => nodeId)).toEqual(['confirmed', 'hot', 'tag', 'offer', 'ready']);
    expect(runs.find(({ leadId }) => leadId === silent)).toMatchObject({
      state: 'waiting',
      waitsFor: 'APPOINTMENT_CONFIRMED',
    });
  });

  it('carries a score over the edge of a band, with the reasons', async () => {
    const [{ leadId }] = (await bookings()) as [Appointment];
    const { data } = await api.get<{ data: { band: string; changes: { rule: string }[] }[] }>(
      `/api/leads/${leadId}/score/history`,
    );
    const bands = data.map(({ band }) => band);
    expect(new Set(bands).size).toBeGreaterThan(1);
    const reasons = data.flatMap(({ changes }) => changes.map(({ rule }) => rule));
    expect(reasons).toEqual(expect.arrayContaining(['showing-requested', 'appointment-booked']));
  });

  it('is played once', async () => {
    said.length = 0;
    await play();
    expect(said.join('\n')).toContain('demo story complete');
    expect(await bookings()).toHaveLength(2);
  });
});
