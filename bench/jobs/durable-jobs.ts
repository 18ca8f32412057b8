import { randomUUID } from 'node:crypto';
import path from 'node:path';
import {
  atLeast,
  median,
  medianRound,
  round,
  worstOf,
  type Backend,
  type BenchOptions,
  type Figure,
} from '../figure.ts';
import { cpuTime } from '../stage/cpu-time.ts';
import { ask, createDatabase, postgresPid } from '../stage/postgres-server.ts';
import { buildProgram, startProgram, type Program } from '../stage/programs.ts';
import { redisServer } from '../stage/redis-server.ts';
import { note, repository, until } from '../stage/scratch.ts';

const rounds = 3;
/** BullMQ's Postgres backend commits every job by itself: a tenth of the jobs takes as long. */
const usualSize = { redis: 20_000, postgres: 4_000 };
const warmUp = 2_000;
const batch = 500;
const bareProgram = path.join(repository, 'bench/jobs/raw-bullmq.ts');
/** Concurrency of the queue `messages`, in which the no-op jobs run. */
const concurrency = 50;

/** No-op jobs per second from the first enqueue to the last settled row, against BullMQ without rows on the same backend. */
export async function durableJobs(options: BenchOptions): Promise<Figure> {
  const program = await buildProgram('jobs/noop-program.ts');
  const figures: Record<string, Figure> = {};
  for (const backend of options.backends) figures[backend] = await onBackend(program, backend, options);
  return worstOf(figures);
}

interface Timed {
  perSecond: number;
  /** CPU per job in ms, by process. */
  cpuMs: Record<string, number>;
}

async function onBackend(program: string, backend: Backend, options: BenchOptions): Promise<Figure> {
  const { size = usualSize[backend], profile } = options;
  const database = await createDatabase();
  const redis = backend === 'redis' ? await redisServer() : undefined;
  const env = { DATABASE_URL: database, REDIS_URL: redis?.url ?? '', QUEUE_PREFIX: `durable-${backend}` };
  const servers = { postgres: await postgresPid(), ...(redis ? { redis: redis.pid } : {}) };
  const pair = async (
    entry: string,
    workerArgs: string[],
    time: (producer: Program, worker: Program, count: number) => Promise<void>,
    into?: string,
  ) => {
    const worker = await startProgram(entry, { args: workerArgs, env, profile: into });
    const producer = await startProgram(entry, { args: ['producer'], env });
    const parts = { ...servers, worker: worker.child.pid!, producer: producer.child.pid! };
    const cpu = () => Object.entries(parts).map(([part, pid]) => [part, cpuTime([pid])] as const);
    // The first jobs of a process compile its code: both sides are measured warm.
    await time(producer, worker, Math.min(size, warmUp));
    const [before, start] = [cpu(), performance.now()];
    await time(producer, worker, size);
    const perSecond = (size / (performance.now() - start)) * 1_000;
    const cpuMs = Object.fromEntries(
      cpu().map(([part, now], index) => [part, round((now - before[index]![1]) / size)]),
    );
    await producer.stop();
    await worker.stop();
    return { perSecond, cpuMs };
  };

  const measured: { figure: number; limit: number; durable: Timed; raw: Timed }[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const raw = await pair(bareProgram, ['worker', String(concurrency)], runRaw);
    const durable = await pair(
      program,
      ['worker'],
      (producer, worker, count) => runDurable(producer, worker, database, count),
      profile,
    );
    measured.push({ figure: durable.perSecond, limit: raw.perSecond, durable, raw });
    note(`  ${backend} ${turn + 1}/${rounds}: ${told(durable)} durable, ${told(raw)} raw`);
  }
  const { figure, limit } = medianRound(measured);
  return atLeast({
    name: 'durable-jobs',
    figure: round(figure),
    limit: round(limit),
    target: 0.4,
    unit: 'jobs/s',
    details: {
      backend,
      jobs: size,
      ratios: measured.map((entry) => round(entry.figure / entry.limit)),
      cpuRatio: round(median(measured.map(({ raw, durable }) => sum(raw.cpuMs) / sum(durable.cpuMs)))),
      cpuMsPerJob: { durable: measured[0]!.durable.cpuMs, raw: measured[0]!.raw.cpuMs },
    },
  });
}

const sum = (parts: Record<string, number>) => Object.values(parts).reduce((total, part) => total + part, 0);
const told = ({ perSecond, cpuMs }: Timed) =>
  `${Math.round(perSecond)} jobs/s (${sum(cpuMs).toFixed(2)} ms CPU each)`;

async function runRaw(producer: Program, worker: Program, count: number): Promise<void> {
  const ran = worker.ask({ count });
  await Promise.all([producer.ask({ count, batch }), ran]);
}

/** Ends when the last row is settled, not when the last handler has run. */
async function runDurable(
  producer: Program,
  worker: Program,
  database: string,
  count: number,
): Promise<void> {
  const teamId = randomUUID();
  const ran = worker.ask({ count });
  await Promise.all([producer.ask({ teamId, count, batch }), ran]);
  const open = `SELECT count(*)::int AS left FROM job WHERE team_id = $1 AND state <> 'completed'`;
  await until(
    'the last jobs to be settled',
    30_000,
    async () => (await ask<{ left: number }>(database, open, [teamId])).left === 0,
    5,
  );
}
