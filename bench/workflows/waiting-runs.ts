import { Redis } from 'ioredis';
import type pg from 'pg';
import {
  atMost,
  percentile,
  round,
  worstOf,
  type Backend,
  type BenchOptions,
  type Figure,
} from '../figure.ts';
import { residentMb } from '../stage/cpu-time.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { redisServer } from '../stage/redis-server.ts';
import { note, sleep, until } from '../stage/scratch.ts';

/** Runs that are due within one minute, while the others wait. */
const due = 10_000;
const minute = 60_000;
/** A minute's runs are made in so many portions. */
const portions = 240;
/** Bound on p99 of resumed − due, in ms. */
const bound = 250;
/** Bound on runs resumed per second once all are overdue, and on what the worker may take for it, in MB. */
const wantedPerSecond = 500;
const mostGrowthMb = 200;

/**
 * How late 10,000 runs go on that are due within one minute while 100,000 others wait; and how fast those go on once all of them are
 * overdue, as after an outage. One worker.
 */
export async function waitingRuns(options: BenchOptions): Promise<Figure> {
  const figures: Record<string, Figure> = {};
  for (const backend of options.backends) figures[backend] = await onBackend(backend, options);
  return worstOf(figures);
}

async function onBackend(backend: Backend, { size = 100_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend, programs: ['sandbox', 'api', 'worker'], profile });
  const crowd = Math.min(due, size);
  const month = { amount: 30, unit: 'days' };
  const together = await furnish(product, size / 2, month);
  await enter(product, together, { count: size / 2, spanMs: 0 });
  const alone = await furnish(product, size / 2, month);
  await enter(product, alone, { count: 1, spanMs: 0 });
  await enter(product, alone, { count: size / 2, spanMs: 0 });
  await withConnection(product.database, (client) => wakeAlone(client, alone));
  note(`  ${backend}: ${size} runs wait`);

  const soon = await furnish(product, crowd, { amount: 2, unit: 'minutes' });
  await enter(product, soon, { count: crowd, spanMs: minute });
  const late = await latenessOf(product, soon, crowd);
  const p99 = percentile(late, 0.99);
  note(
    `  ${backend}: ${crowd} due within a minute: p50 ${Math.round(percentile(late, 0.5))}, p99 ${Math.round(p99)} ms`,
  );

  const outages: Record<string, Outage> = {};
  for (const [how, team] of Object.entries({ together, alone })) {
    const outage = (outages[how] = await overdue(product, backend, team, size / 2));
    note(
      `  ${backend}: ${size / 2} overdue that came in ${how}: ${Math.round(outage.perSecond)} runs/s, ${outage.statementsPerRun} statements/run; worker ${outage.workerMb.peak} MB (${outage.workerMb.atRest} at rest)${outage.redisMb ? `, Redis ${outage.redisMb} MB` : ''}`,
    );
  }
  await product.stop();
  return atMost(
    {
      name: 'waiting-runs',
      figure: round(p99),
      limit: bound,
      target: 1,
      unit: 'ms (p99)',
      details: {
        waiting: size,
        due: crowd,
        p50: round(percentile(late, 0.5)),
        max: round(Math.max(...late)),
        overdue: outages,
      },
    },
    Math.min(...late) >= 0,
    Object.values(outages).every(({ perSecond }) => perSecond >= wantedPerSecond),
    Object.values(outages).every(({ workerMb }) => workerMb.peak - workerMb.atRest <= mostGrowthMb),
  );
}

/** A team with that many leads and a workflow in which each of them waits, is looked at, and is through. */
async function furnish(
  product: Product,
  count: number,
  duration: { amount: number; unit: string },
): Promise<Team> {
  const team = await signUp(product);
  await withConnection(product.database, async (client) => {
    await client.query(
      `INSERT INTO lead (id, team_id, name, first_name, email, source, timezone, updated_at)
       SELECT brickwork_uuid7(), $1, 'Lead ' || n, 'First' || n, 'lead' || n || '@bench.example', 'website', 'America/Chicago', now()
       FROM generate_series(1, $2::int) AS n`,
      [team.id, count],
    );
    await client.query('VACUUM ANALYZE lead');
  });
  const { id } = await team.api.post<{ id: string }>('/api/workflows', {
    name: 'Nurture',
    definition: {
      trigger: { type: 'LEAD_CREATED' },
      entry: { fact: 'lead.email', op: 'exists' },
      reentry: { mode: 'never' },
      exit: ['reply', 'unsubscribed'],
      start: 'wait',
      nodes: {
        wait: { kind: 'WAIT_FOR', duration, next: 'reached' },
        reached: {
          kind: 'BRANCH',
          if: { fact: 'lead.status', op: 'eq', value: 'WON' },
          yes: 'won',
          no: 'open',
        },
        won: { kind: 'GOAL', name: 'won' },
        open: { kind: 'END' },
      },
    },
  });
  await team.api.post(`/api/workflows/${id}/publish`, { running: 'finish', activate: true });
  return team;
}

/** Tells of the team's leads, over `spanMs`, and waits until each of them is in. */
async function enter(
  { database }: Product,
  team: Team,
  { count, spanMs }: { count: number; spanMs: number },
): Promise<void> {
  const start = Date.now();
  const times = spanMs === 0 ? 1 : portions;
  await withConnection(database, async (client) => {
    for (let turn = 0; turn < times; turn += 1) {
      await client.query(
        `INSERT INTO domain_event (id, team_id, name, payload, cause_id)
         SELECT e.id, $1, 'lead.created', jsonb_build_object('leadId', e.lead_id), e.id
         FROM (SELECT brickwork_uuid7() AS id, lead_id FROM (SELECT id AS lead_id, row_number() OVER (ORDER BY id) AS n FROM lead
           WHERE team_id = $1) AS l WHERE n % $2 = $3 AND (n <= $4 OR $2 > 1)) AS e`,
        [team.id, times, turn, count],
      );
      await sleep(Math.max(0, start + (spanMs * (turn + 1)) / times - Date.now()));
    }
  });
  const entered = `SELECT count(*)::int AS runs FROM workflow_run WHERE team_id = $1 AND state <> 'running'`;
  await until(
    `${count} runs to wait`,
    600_000,
    async () => (await ask<{ runs: number }>(database, entered, [team.id])).runs === count,
    1_000,
  );
}

/** ms from the time a run was due until the commit of its next steps began; of runs that are through, each once. */
async function latenessOf({ database }: Product, team: Team, count: number): Promise<number[]> {
  await through(database, team, count, 4 * minute);
  const { rows } = await withConnection(database, (client) =>
    client.query<{ ms: number; steps: number }>(
      `SELECT (extract(epoch FROM max(s.at) - (min(s.detail->>'until') FILTER (WHERE s.node_id = 'wait'))::timestamptz) * 1000)::float8 AS ms,
         count(*)::int AS steps
       FROM workflow_run r JOIN workflow_run_step s ON s.run_id = r.id WHERE r.team_id = $1 GROUP BY r.id`,
      [team.id],
    ),
  );
  if (rows.length !== count || rows.some(({ steps }) => steps !== 3))
    throw new Error(`${rows.length} of ${count} runs went on, not all of them by three steps`);
  return rows.map(({ ms }) => ms);
}

async function through(database: string, team: Team, count: number, withinMs: number): Promise<void> {
  // The index of live runs is small once they are through: a cheap question.
  const live = `SELECT NOT EXISTS (SELECT FROM workflow_run WHERE team_id = $1 AND state IN ('running', 'waiting')) AS none`;
  await until(
    `${count} runs to be through`,
    withinMs,
    async () => (await ask<{ none: boolean }>(database, live, [team.id])).none,
    500,
  );
  const { completed } = await ask<{ completed: number }>(
    database,
    `SELECT count(*)::int AS completed FROM workflow_run WHERE team_id = $1 AND state = 'completed' AND end_reason = 'end'`,
    [team.id],
  );
  if (completed !== count) throw new Error(`${completed} of ${count} runs were completed`);
}

interface Outage {
  perSecond: number;
  statementsPerRun: number;
  workerMb: { atRest: number; peak: number };
  redisMb?: number;
}

/** The worker is away until every run is overdue; from its return until all are through. */
async function overdue(product: Product, backend: Backend, team: Team, count: number): Promise<Outage> {
  await product.services.worker!.stop();
  await withConnection(product.database, async (client) => {
    await client.query(
      `UPDATE workflow_run SET due_at = due_at - interval '31 days' WHERE team_id = $1 AND state = 'waiting'`,
      [team.id],
    );
    await client.query(
      `UPDATE job SET due_at = due_at - interval '31 days' WHERE team_id = $1 AND state = 'scheduled' AND name LIKE 'workflows.%'`,
      [team.id],
    );
    await client.query('VACUUM ANALYZE workflow_run');
    await client.query('VACUUM ANALYZE job');
  });
  const redis = backend === 'redis' ? new Redis((await redisServer()).url) : undefined;
  const worker = await product.start('worker');
  const start = performance.now();
  const restMb = residentMb(worker.pid);
  let [peakMb, redisMb] = [restMb, 0];
  const look = async () => {
    peakMb = Math.max(peakMb, residentMb(worker.pid));
    const used = redis && /^used_memory:(\d+)/m.exec(await redis.info('memory'));
    if (used) redisMb = Math.max(redisMb, Number(used[1]) / 1_048_576);
  };
  const looking = setInterval(() => void look(), 250);
  await through(product.database, team, count, 900_000);
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(looking);
  redis?.disconnect();
  return {
    perSecond: round(count / seconds),
    statementsPerRun: round((await statementsSent(product)) / count),
    workerMb: { atRest: round(restMb), peak: round(peakMb) },
    ...(redis ? { redisMb: round(redisMb) } : {}),
  };
}

/**
 * Runs that came in one by one have a job each; so have these now. Copies of the job of the one that did come in alone, as the
 * product wrote it, stand for those that the others shared.
 */
async function wakeAlone(client: pg.Client, team: Team): Promise<void> {
  const { rowCount } = await client.query(
    `WITH shared AS (
       DELETE FROM job WHERE team_id = $1 AND name = 'workflows.advance-many' AND state = 'scheduled' RETURNING payload),
     sleeper AS (
       SELECT r.* FROM shared CROSS JOIN jsonb_array_elements_text(payload->'runIds') AS run(id) JOIN workflow_run r ON r.id = run.id::uuid)
     INSERT INTO job SELECT copy.* FROM sleeper r CROSS JOIN job model CROSS JOIN LATERAL jsonb_populate_record(model,
       jsonb_build_object('id', brickwork_uuid7(), 'due_at', r.due_at, 'cause_id', r.cause_id, 'depth', r.depth, 'origin_id', r.id,
         'payload', jsonb_build_object('teamId', r.team_id, 'runId', r.id, 'fence', r.fence), 'dedupe_key', 'run:' || r.id || ':' || r.fence))
       AS copy
     WHERE model.team_id = $1 AND model.name = 'workflows.advance' AND model.state = 'scheduled'
       AND model.payload->>'runId' = model.origin_id::text AND model.dedupe_key = 'run:' || model.origin_id || ':' || (model.payload->>'fence')
       AND (SELECT count(*) FROM jsonb_object_keys(model.payload)) = 3`,
    [team.id],
  );
  if (!rowCount) throw new Error('the job of a run that came in alone is not what it is copied as');
}

async function statementsSent({ urls }: Product): Promise<number> {
  const text = await (await fetch(`${urls.worker}/metrics`)).text();
  return Number(/^brickwork_sql_statements_total (\d+)/m.exec(text)?.[1]);
}
