import path from 'node:path';
import type pg from 'pg';
import { freePort } from '../../scripts/database/embedded.ts';
import { atMost, median, percentile, round, type BenchOptions, type Figure } from '../figure.ts';
import { inParallel, send } from '../stage/load.ts';
import { withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { buildProgram, startProgram } from '../stage/programs.ts';
import { note, repository } from '../stage/scratch.ts';
import { insertLeads } from './lead-rows.ts';
import { listCases, tagSome } from './list-cases.ts';

/** Requests per list and side, sequentially and again at this concurrency. */
const requests = 60;
const concurrency = 10;
/** ms */
const slowestAllowed = 20;

interface Statement {
  text: string;
  values: unknown[];
}

/** p95 of lists of 20 of a million leads through the API, against the same statements behind a bare Fastify route. */
export async function listLeads({ backends, size = 1_000_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend: backends[0]!, programs: ['api'], profile });
  const team = await signUp(product);
  const other = await signUp(product);
  await fill(product, team, other, size);
  const tagId = await withConnection(product.database, (client) => tagSome(client, team.id));

  const recorder = await startProgram(await buildProgram('leads/list-statements.ts'), {
    env: { DATABASE_URL: product.database },
  });
  const port = await freePort();
  const bare = await startProgram(path.join(repository, 'bench/leads/bare-lists.ts'), {
    args: [String(port)],
    env: { DATABASE_URL: product.database },
  });
  const record = (filter: object, options: object) =>
    recorder.ask<{ statements: Statement[]; nextCursor: string | null }>({
      teamId: team.id,
      filter,
      options,
    });
  const pairs: { name: string; ours: string; theirs: string }[] = [];
  const statements: { name: string; statement: Statement }[] = [];
  for (const { name, query, cursor, ...rest } of listCases(tagId)) {
    const first = await record(rest.filter, { ...rest.options, limit: 20 });
    const page = cursor ? first.nextCursor! : undefined;
    const { statements: sent } = page
      ? await record(rest.filter, { ...rest.options, limit: 20, cursor: page })
      : first;
    statements.push(...sent.map((statement) => ({ name, statement })));
    const { n } = await bare.ask<{ n: number }>({ ...sent.at(-1)!, teamId: team.id });
    const ours = `${product.urls.api}/api/leads?limit=20${query}${page ? `&cursor=${encodeURIComponent(page)}` : ''}`;
    pairs.push({ name, ours, theirs: `http://127.0.0.1:${port}/${n}` });
  }

  await time(pairs, team.token, 1, 20); // both sides warm
  const sequential = await time(pairs, team.token, 1, requests);
  const concurrent = await time(pairs, team.token, concurrency, requests);
  const slowest = await slowestStatements(product.database, team.id, statements);
  await product.stop();
  const worse = [sequential, concurrent].toSorted((a, b) => b.ours / b.theirs - a.ours / a.theirs)[0]!;
  return atMost(
    {
      name: 'list-leads',
      figure: round(worse.ours),
      limit: round(worse.theirs),
      target: 3,
      unit: 'ms (p95)',
      details: {
        leads: size,
        sequential: told(sequential),
        concurrent: told(concurrent),
        slowestStatements: slowest,
        slowestAllowed,
      },
    },
    slowest[0]!.ms <= slowestAllowed,
  );
}

async function fill({ database }: Product, team: Team, other: Team, size: number): Promise<void> {
  note(`  inserting ${size} leads, and a tenth as many of another team`);
  await withConnection(database, async (client) => {
    for (const [id, count] of [
      [team.id, size],
      [other.id, size / 10],
    ] as const) {
      for (let from = 0; from < count; from += 100_000) {
        await client.query(insertLeads, [id, from, Math.min(from + 100_000, count)]);
      }
    }
    await client.query('VACUUM ANALYZE lead');
  });
}

interface Timed {
  ours: number;
  theirs: number;
  byList: Record<string, [number, number]>;
}

/** p95 of both sides in ms. The sides take turns, list by list, so that both see the same machine. */
async function time(
  pairs: { name: string; ours: string; theirs: string }[],
  token: string,
  lanes: number,
  count: number,
): Promise<Timed> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const byList: Timed['byList'] = {};
  const side = async (url: string, into: number[]) => {
    const times: number[] = [];
    await inParallel(Array.from({ length: count }), lanes, async () => {
      const { status, body, ms } = await send(url, { headers: { authorization: `Bearer ${token}` } });
      if (status !== 200) throw new Error(`${url} answered ${status}: ${body.toString().slice(0, 300)}`);
      times.push(ms);
    });
    into.push(...times);
    return round(percentile(times, 0.95));
  };
  for (const pair of pairs)
    byList[pair.name] = [await side(pair.ours, ours), await side(pair.theirs, theirs)];
  const timed = { ours: percentile(ours, 0.95), theirs: percentile(theirs, 0.95), byList };
  note(`  concurrency ${lanes}: p95 ${round(timed.ours)} ms, bare ${round(timed.theirs)} ms`);
  return timed;
}

function told({ ours, theirs, byList }: Timed): object {
  // The slow lists make the p95 of the mixture; a list that takes two milliseconds is told apart.
  const ratios = Object.values(byList).map(([mine, bare]) => mine / bare);
  const listRatios = { median: round(median(ratios)), worst: round(Math.max(...ratios)) };
  return { p95: round(ours), bareP95: round(theirs), ratio: round(ours / theirs), listRatios, byList };
}

/** Every statement of every list under EXPLAIN ANALYZE in the team's role; the middle one of five runs counts. */
async function slowestStatements(
  database: string,
  teamId: string,
  all: { name: string; statement: Statement }[],
): Promise<{ name: string; ms: number }[]> {
  return withConnection(database, async (client) => {
    await client.query(`SET ROLE brickwork_app; SELECT set_config('brickwork.team_id', '${teamId}', false)`);
    const times: { name: string; ms: number }[] = [];
    for (const { name, statement } of all)
      times.push({ name, ms: round(await executionMs(client, statement)) });
    return times.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
  });
}

async function executionMs(client: pg.Client, { text, values }: Statement): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const { rows } = await client.query<{ 'QUERY PLAN': { 'Execution Time': number }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    runs.push(rows[0]!['QUERY PLAN'][0]!['Execution Time']);
  }
  return percentile(runs, 0.5);
}
