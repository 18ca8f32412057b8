import { atMost, percentile, round, type BenchOptions, type Figure } from '../figure.ts';
import { inParallel, send } from '../stage/load.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { note } from '../stage/scratch.ts';
import { readRoutes } from './read-routes.ts';
import { colleagues, fillTeam } from './team-life.ts';

/** People at once, each with one request under way; and requests per route, all of them together. */
const people = 20;
const requests = 200;
/** What a person at a screen does not notice as waiting. In ms. */
const bound = 300;

interface Timed {
  route: string;
  p50: number;
  p95: number;
  /** What one person alone waits. */
  alone: number;
}

/** p95 of every route under twenty people in one team of 100,000 leads, in every role; the slowest route speaks. */
export async function routeLatency({ backends, size = 100_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({
    backend: backends[0]!,
    programs: ['sandbox', 'api', 'worker'],
    profile,
  });
  const team = await signUp(product);
  await fillTeam(product, team, size);
  const tokens = [team.token, ...(await colleagues(product, team, people - 1))];
  await makeOneOfEach(team);
  const { routes, leftOut } = await readRoutes(team);
  const timed: Timed[] = [];
  for (const [route, url] of routes) {
    const one = await time(product.urls.api + url, route, tokens);
    if (one) timed.push(one);
    else leftOut.push(route);
  }
  for (const [route, write] of writes(team)) timed.push(await timeWrites(product, route, write, tokens));
  await product.stop();
  const slowest = timed.toSorted((a, b) => b.p95 - a.p95);
  note(`  slowest: ${slowest[0]!.route}`);
  return atMost({
    name: 'routes',
    figure: slowest[0]!.p95,
    limit: bound,
    target: 1,
    unit: 'ms (p95 of the slowest route)',
    details: { people, leads: size, requests, routes: slowest, over: over(timed), leftOut },
  });
}

const over = (timed: Timed[]) => timed.filter(({ p95 }) => p95 > bound).length;

/** Null when nobody may see it, or there is nothing to be seen. */
async function time(url: string, route: string, tokens: string[]): Promise<Timed | null> {
  const get = (token: string) => send(url, { headers: { authorization: `Bearer ${token}` } });
  const allowed: string[] = [];
  for (const token of tokens) if ((await get(token)).status === 200) allowed.push(token);
  if (allowed.length === 0) return null;
  const alone: number[] = [];
  for (let n = 0; n < 5; n += 1) alone.push((await get(allowed[0]!)).ms);
  const times: number[] = [];
  let next = 0;
  await inParallel(Array.from({ length: requests }), people, async () => {
    const { status, ms } = await get(allowed[next++ % allowed.length]!);
    if (status !== 200) throw new Error(`${route} answered ${status}`);
    times.push(ms);
  });
  return figures(route, times, alone);
}

function figures(route: string, times: number[], alone: number[]): Timed {
  return {
    route,
    p50: round(percentile(times, 0.5)),
    p95: round(percentile(times, 0.95)),
    alone: round(percentile(alone, 0.5)),
  };
}

async function makeOneOfEach({ api }: Team): Promise<void> {
  await api.post('/api/segments', {
    name: 'Austin',
    definition: { fact: 'lead.city', op: 'eq', value: 'Austin' },
  });
  await api.post('/api/email-templates', { name: 'Hello', subject: 'Hello', body: '<p>Hello</p>' });
  await api.post('/api/sms-templates', { name: 'Hello', body: 'Hello' });
  await api.post('/api/workflows', { name: 'Welcome', description: 'A draft' });
  const { id } = await api.post<{ id: string }>('/api/campaigns', {
    name: 'Open house',
    type: 'EMAIL',
    subject: 'Sunday',
    body: '<p>Come</p>',
    audience: { filter: { source: 'Zillow' } },
  });
  const lead = (await api.get<{ data: { id: string }[] }>('/api/leads?limit=1')).data[0]!.id;
  await api.post('/api/appointments', {
    title: 'Tour of 12 Main Street',
    type: 'SHOWING',
    startAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    leadId: lead,
    invite: false,
    allowConflict: true,
  });
  await api.post('/api/messages/sms', {
    leadId: lead,
    text: 'The house on Main Street is back on the market.',
  });
  // A fifth of the leads have had a mail.
  await api.post(`/api/campaigns/${id}/launch`);
  const deadline = Date.now() + 120_000;
  while ((await api.get<{ status: string }>(`/api/campaigns/${id}`)).status !== 'COMPLETED') {
    if (Date.now() > deadline) throw new Error('the campaign did not end within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

interface Write {
  method: string;
  path: (n: number) => string;
  body: (n: number) => object;
}

/** What people do all day. */
function writes({ id }: Team): Map<string, Write> {
  const run = id.slice(-6);
  return new Map<string, Write>([
    [
      'POST /api/leads',
      {
        method: 'POST',
        path: () => '/api/leads',
        body: (n) => ({ name: `New Lead ${n}`, email: `new-${run}-${n}@bench.example` }),
      },
    ],
    [
      'POST /api/tasks',
      {
        method: 'POST',
        path: () => '/api/tasks',
        body: (n) => ({ title: `Call ${n}`, dueAt: new Date(Date.now() + 86_400_000).toISOString() }),
      },
    ],
  ]);
}

async function timeWrites({ urls }: Product, route: string, write: Write, tokens: string[]): Promise<Timed> {
  const times: number[] = [];
  const one = async (n: number) => {
    const { status, body, ms } = await send(urls.api + write.path(n), {
      method: write.method,
      headers: { authorization: `Bearer ${tokens[n % tokens.length]}`, 'content-type': 'application/json' },
      body: JSON.stringify(write.body(n)),
    });
    if (status >= 300) throw new Error(`${route} answered ${status}: ${body.toString().slice(0, 300)}`);
    return ms;
  };
  const alone = [await one(0), await one(1), await one(2)];
  await inParallel(
    Array.from({ length: requests }, (_, n) => n + 3),
    people,
    async (n) => void times.push(await one(n)),
  );
  return figures(route, times, alone);
}
