import { Redis } from 'ioredis';
import { quietSandbox, recordSummary } from '../campaigns/campaign-run.ts';
import {
  atMost,
  median,
  percentile,
  round,
  worstOf,
  type Backend,
  type BenchOptions,
  type Figure,
} from '../figure.ts';
import { insertLeads } from '../leads/lead-rows.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { redisServer } from '../stage/redis-server.ts';
import { note, sleep, until } from '../stage/scratch.ts';
import { bookEach, bookMany } from './bookings.ts';

const due = 1_000;
const warmUp = 100;
/** Bound on p99 of started − due, in ms. */
const bound = 250;
/** What reminders beyond the horizon may add to Redis' memory: nothing but noise. In MB. */
const mostGrowthMb = 1;
const hour = 3_600_000;

/** How late 1,000 reminders start, and reach the provider, while 100,000 wait on the queue and 100,000 beyond its horizon. */
export async function reminders(options: BenchOptions): Promise<Figure> {
  const figures: Record<string, Figure> = {};
  for (const backend of options.backends) figures[backend] = await onBackend(backend, options);
  return worstOf(figures);
}

async function onBackend(backend: Backend, { size = 100_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend, programs: ['sandbox', 'api', 'worker'], profile });
  await quietSandbox(product);
  const team = await signUp(product);
  const leads = await leadsOf(product, team, size + 2 * due + warmUp);
  const take = (count: number) => leads.splice(0, count);

  const none = await queueMemory(backend);
  // One reminder by mail and one by text each.
  await bookMany(product, team, take(size / 2), { from: Date.now() + 26 * hour, spanMs: 20 * hour });
  const beyond = await memoryOnceQueued(product, backend, 0);
  await bookMany(product, team, take(size / 2), { from: Date.now() + 8 * hour, spanMs: 12 * hour });
  const within = await memoryOnceQueued(product, backend, size);
  note(
    `  ${backend}: ${size} reminders wait on the queue, ${size} beyond its horizon${backend === 'redis' ? `; Redis ${round(none)} MB, ${round(beyond)} MB with those beyond, ${round(within)} MB with both` : ''}`,
  );

  await remind(product, team, take(warmUp), 0);
  const spread = await remind(product, team, take(due), 60_000);
  note(`  ${backend}: ${due} within a minute: ${told(spread)}`);
  const together = await remind(product, team, take(due), 0);
  note(`  ${backend}: ${due} at one instant: ${told(together)}`);
  await product.stop();

  const started = percentile(spread.started, 0.99);
  return atMost(
    {
      name: 'reminders',
      figure: round(started),
      limit: bound,
      target: 1,
      unit: 'ms (p99)',
      details: {
        waitingOnTheQueue: size,
        waitingBeyondTheHorizon: size,
        due,
        withinAMinute: shownOf(spread),
        atOneInstant: shownOf(together),
        ...(backend === 'redis'
          ? { redisMb: { none: round(none), beyond: round(beyond), withThoseOnTheQueue: round(within) } }
          : {}),
      },
    },
    Math.min(...spread.started, ...together.started) >= 0,
    backend !== 'redis' || beyond - none <= mostGrowthMb,
  );
}

/** ms behind the due time, of each reminder. */
interface Lateness {
  started: number[];
  accepted: number[];
}

/** Books a reminder for each lead, due over `spanMs` from some time from now on, and waits until the sandbox has them all. */
async function remind(product: Product, team: Team, leads: string[], spanMs: number): Promise<Lateness> {
  const from = Date.now() + 15_000 + leads.length * 60;
  await bookEach(
    team,
    leads.map((leadId, index) => ({ leadId, dueAt: from + Math.floor((spanMs * index) / leads.length) })),
  );
  if (Date.now() > from - 500)
    throw new Error('the bookings took longer than until their reminders were due');
  await sleep(Math.max(0, from + spanMs - Date.now()));
  const accepted = async () => {
    const { email, sms } = await recordSummary(product);
    return email.accepted + sms.accepted;
  };
  const wanted = `SELECT count(*)::int AS sent FROM appointment_reminder r JOIN appointment a ON a.id = r.appointment_id
    WHERE a.lead_id = ANY($1) AND r.state = 'sent'`;
  await until(
    `${leads.length} reminders`,
    120_000,
    async () => (await ask<{ sent: number }>(product.database, wanted, [leads])).sent === leads.length,
    500,
  );
  let seen = -1;
  await until(
    'the sandbox to be quiet',
    60_000,
    async () => {
      const now = await accepted();
      const same = now === seen;
      seen = now;
      return same;
    },
    1_500,
  );
  return latenessOf(product, leads);
}

async function latenessOf(product: Product, leads: string[]): Promise<Lateness> {
  const { rows } = await withConnection(product.database, (client) =>
    client.query<{ message: string; due: number; started: number }>(
      `SELECT r.message_id AS message, (extract(epoch FROM r.due_at) * 1000)::float8 AS due,
         (extract(epoch FROM j.started_at - r.due_at) * 1000)::float8 AS started
       FROM appointment a JOIN appointment_reminder r ON r.appointment_id = a.id JOIN job j ON j.id = r.job_id
       WHERE a.lead_id = ANY($1)`,
      [leads],
    ),
  );
  const acceptances = await acceptedAt(product);
  return {
    started: rows.map(({ started }) => started),
    accepted: rows.map(({ message, due: dueAt }) => {
      const times = acceptances.get(message) ?? [];
      if (times.length !== 1) throw new Error(`a reminder was accepted ${times.length} times`);
      return times[0]! - dueAt;
    }),
  };
}

/** By message, when the sandbox accepted it. */
async function acceptedAt({ urls }: Product): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page = (await (
      await fetch(`${urls.sandbox}/_control/record?limit=10000&cursor=${cursor}`)
    ).json()) as {
      data: { messageId: string; acceptedAt: number }[];
      nextCursor: string | null;
    };
    for (const one of page.data)
      times.set(one.messageId, [...(times.get(one.messageId) ?? []), one.acceptedAt]);
    cursor = page.nextCursor;
  }
  return times;
}

async function leadsOf({ database }: Product, team: Team, count: number): Promise<string[]> {
  return withConnection(database, async (client) => {
    await client.query(insertLeads, [team.id, 0, count]);
    await client.query('VACUUM ANALYZE lead');
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM lead WHERE team_id = $1 ORDER BY id',
      [team.id],
    );
    return rows.map(({ id }) => id);
  });
}

async function memoryOnceQueued({ database }: Product, backend: Backend, wanted: number): Promise<number> {
  const onQueue = `SELECT count(*)::int AS jobs FROM job WHERE name = 'appointments.remind' AND state = 'scheduled' AND enqueued_at IS NOT NULL`;
  await until(
    `${wanted} reminders to be on the queue`,
    300_000,
    async () => {
      const { jobs } = await ask<{ jobs: number }>(database, onQueue);
      return Math.abs(jobs - wanted) <= 4;
    },
    1_000,
  );
  await sleep(2_000); // the relay has looked several times
  return queueMemory(backend);
}

/** Redis' used_memory in MB; the median of some looks, as buffers come and go. */
async function queueMemory(backend: Backend): Promise<number> {
  if (backend !== 'redis') return 0;
  const client = new Redis((await redisServer()).url);
  const looks: number[] = [];
  for (let look = 0; look < 5; look += 1) {
    looks.push(Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))![1]) / 1_048_576);
    await sleep(200);
  }
  client.disconnect();
  return median(looks);
}

const shownOf = ({ started, accepted }: Lateness) => ({
  startedMs: summaryOf(started),
  acceptedMs: summaryOf(accepted),
});

const summaryOf = (late: number[]) => ({
  p50: round(percentile(late, 0.5)),
  p99: round(percentile(late, 0.99)),
  max: round(Math.max(...late)),
});

function told({ started, accepted }: Lateness): string {
  const words = (late: number[]) =>
    `p50 ${Math.round(percentile(late, 0.5))}, p99 ${Math.round(percentile(late, 0.99))}, worst ${Math.round(Math.max(...late))} ms`;
  return `started ${words(started)}; accepted ${words(accepted)}`;
}
