import { randomUUID } from 'node:crypto';
import {
  atMost,
  percentile,
  round,
  worstOf,
  type Backend,
  type BenchOptions,
  type Figure,
} from '../figure.ts';
import { ask, createDatabase, withConnection } from '../stage/postgres-server.ts';
import { buildProgram, startProgram } from '../stage/programs.ts';
import { redisServer } from '../stage/redis-server.ts';
import { note, until } from '../stage/scratch.ts';

const due = { count: 1_000, inMs: 6_000, spanMs: 10_000 };
/** ms */
const bound = 250;

/** How late 1,000 delayed jobs start while 100,000 others wait in the same queue. */
export async function lateness(options: BenchOptions): Promise<Figure> {
  const program = await buildProgram('jobs/noop-program.ts');
  const figures: Record<string, Figure> = {};
  for (const backend of options.backends) figures[backend] = await onBackend(program, backend, options);
  return worstOf(figures);
}

async function onBackend(
  program: string,
  backend: Backend,
  { size = 100_000, profile }: BenchOptions,
): Promise<Figure> {
  const database = await createDatabase();
  const env = {
    DATABASE_URL: database,
    REDIS_URL: backend === 'redis' ? (await redisServer()).url : '',
    QUEUE_PREFIX: `lateness-${backend}`,
  };
  const worker = await startProgram(program, { args: ['worker'], env, profile });
  const producer = await startProgram(program, { args: ['producer'], env });

  // Within the horizon of a day, so that they wait in the queue itself and not only as rows.
  const far = { inMs: 8 * 3_600_000, spanMs: 12 * 3_600_000 };
  await producer.ask({ teamId: randomUUID(), count: size, batch: 1_000, due: far }, 300_000);
  const waiting = `SELECT count(*)::int AS waiting FROM job WHERE enqueued_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM job_notice)`;
  await until(
    `${size} jobs to wait in the queue`,
    300_000,
    async () => (await ask<{ waiting: number }>(database, waiting)).waiting === size,
    500,
  );
  note(`  ${backend}: ${size} jobs wait`);

  const teamId = randomUUID();
  const ran = worker.ask({ count: due.count }, 60_000);
  await producer.ask({ teamId, count: due.count, batch: 500, due });
  await ran;
  const late = await withConnection(database, (client) =>
    client.query<{ ms: number }>(
      'SELECT (extract(epoch FROM started_at - due_at) * 1000)::float8 AS ms FROM job WHERE team_id = $1',
      [teamId],
    ),
  ).then(({ rows }) => rows.map(({ ms }) => ms));
  await producer.stop();
  await worker.stop();
  const figure = percentile(late, 0.99);
  const max = Math.max(...late);
  note(`  ${backend}: p99 ${Math.round(figure)} ms, worst ${Math.round(max)} ms`);
  return atMost(
    {
      name: 'lateness',
      figure: round(figure),
      limit: bound,
      target: 1,
      unit: 'ms (p99)',
      details: {
        backend,
        waiting: size,
        due: due.count,
        p50: round(percentile(late, 0.5)),
        max: round(max),
        earliest: round(Math.min(...late)),
      },
    },
    Math.min(...late) >= 0,
  );
}
