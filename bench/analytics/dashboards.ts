import { atMost, percentile, round, type BenchOptions, type Figure } from '../figure.ts';
import { inParallel, send } from '../stage/load.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { note, sleep, until } from '../stage/scratch.ts';
import { fillTeam } from './team-rows.ts';

const routes = [
  'overview',
  'revenue',
  'conversion',
  'pipeline',
  'sources',
  'leads',
  'campaigns',
  'conversion-funnel',
  'revenue-forecast',
  'team-performance',
] as const;
type Route = (typeof routes)[number];
const requests = 100;
const concurrency = 10;
/** ms */
const slowestAllowed = 300;
const messagesPerLead = 10;

interface Timed {
  cold30Days: number;
  cold365Days: number;
  warmP50: number;
  warmP95: number;
}

/** p95 of the ten reports of a team with a million leads and ten million messages, kept and counted anew. */
export async function dashboards({ backends, size = 1_000_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend: backends[0]!, programs: ['api', 'worker'], profile });
  const team = await signUp(product);
  const messages = size * messagesPerLead;
  await withConnection(product.database, (client) => fillTeam(client, team.id, size, messages));
  const tallySeconds = await countedByWorker(product);
  const { sent } = await ask<{ sent: number }>(
    product.database,
    'SELECT coalesce(sum(sent), 0)::float8 AS sent FROM message_tally',
  );

  const byRoute = {} as Record<Route, Timed>;
  const warm: number[] = [];
  for (const route of routes) {
    const cold30Days = await cold(product, team, route, 30);
    const cold365Days = route === 'revenue-forecast' ? cold30Days : await cold(product, team, route, 365);
    const times = await kept(product, team, route);
    warm.push(...times);
    const [warmP50, warmP95] = [round(percentile(times, 0.5)), round(percentile(times, 0.95))];
    byRoute[route] = { cold30Days, cold365Days, warmP50, warmP95 };
    note(
      `  ${route.padEnd(18)} cold ${cold30Days} and ${cold365Days} ms, kept p50 ${warmP50}, p95 ${warmP95} ms`,
    );
  }
  await product.stop();
  return atMost(
    {
      name: 'dashboards',
      figure: round(percentile(warm, 0.95)),
      limit: slowestAllowed,
      target: 1,
      unit: 'ms (p95)',
      details: { leads: size, messages, sent, tallySeconds, byRoute },
    },
    sent === messages,
  );
}

/** How long the worker takes to count all messages for the first time, from the end of its first portion: it begins every five minutes. */
async function countedByWorker({ database }: Product): Promise<number> {
  const due = async () =>
    (await ask<{ due: number }>(database, 'SELECT count(*)::int AS due FROM message_tally_due')).due;
  const all = await due();
  await until('the worker to begin counting', 600_000, async () => (await due()) < all);
  const began = performance.now();
  await until('the worker to count the messages', 1_800_000, async () => (await due()) === 0);
  return round((performance.now() - began) / 1_000);
}

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

/** The median of three that nobody asked before: the same length, a day further back each. */
async function cold({ urls, database }: Product, team: Team, route: Route, days: number): Promise<number> {
  const times: number[] = [];
  for (let back = 0; back < 3; back += 1) {
    const range = `?from=${day(days + back)}&to=${day(1 + back)}`;
    const isNow = route === 'revenue-forecast';
    if (isNow && back > 0) await changed(database, team);
    times.push(await get(`${urls.api}/api/analytics/${route}${isNow ? '' : range}`, team));
  }
  return round(percentile(times, 0.5));
}

const statuses = ['CONTACTED', 'QUALIFIED', 'PROPOSAL'];

/** Something changed: within seconds what is kept is forgotten. */
async function changed(database: string, team: Team): Promise<void> {
  const { id } = await ask<{ id: string }>(database, 'SELECT id FROM lead WHERE team_id = $1 LIMIT 1', [
    team.id,
  ]);
  for (const status of statuses) await team.api.request('PATCH', `/api/leads/${id}/status`, { status });
  await sleep(3_000);
}

async function kept({ urls }: Product, team: Team, route: Route): Promise<number[]> {
  const url = `${urls.api}/api/analytics/${route}?range=last_30_days`.replace(/(forecast)\?.*/, '$1');
  await get(url, team);
  const times: number[] = [];
  await inParallel(Array.from({ length: requests }), concurrency, async () => {
    times.push(await get(url, team));
  });
  return times;
}

async function get(url: string, { token }: Team): Promise<number> {
  const { status, body, ms } = await send(url, { headers: { authorization: `Bearer ${token}` } });
  if (status !== 200) throw new Error(`${url} answered ${status}: ${body.toString().slice(0, 300)}`);
  return ms;
}
