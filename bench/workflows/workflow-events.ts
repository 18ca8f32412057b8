import { atLeast, median, round, worstOf, type Backend, type BenchOptions, type Figure } from '../figure.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { note, until } from '../stage/scratch.ts';

const rounds = 3;
const workflows = 20;
/** Events per second, first steps included. */
const wanted = 1_000;
/** Bound on the SQL statements per event, matching and the first steps of the run it starts counted. */
const mostStatements = 3;

interface Round {
  perSecond: number;
  matchedPerSecond: number;
  statements: number;
}

/**
 * `lead.created` events per second with twenty active workflows that look at each of them and of which one takes the lead in: from
 * the commit of the events until every run has done its first steps and waits. One worker.
 */
export async function workflowEvents({ backends, size = 50_000, profile }: BenchOptions): Promise<Figure> {
  const figures: Record<string, Figure> = {};
  for (const backend of backends) figures[backend] = await onBackend(backend, size, profile);
  return worstOf(figures);
}

async function onBackend(backend: Backend, size: number, profile: string | undefined): Promise<Figure> {
  const product = await startProduct({ backend, programs: ['sandbox', 'api', 'worker'], profile });
  const measured: Round[] = [];
  for (let turn = -1; turn < rounds; turn += 1) {
    const count = turn < 0 ? Math.min(size, 2_000) : size; // the first round compiles the code of the worker
    const one = await measure(product, await furnish(product, count), count);
    if (turn < 0) continue;
    measured.push(one);
    note(
      `  ${backend} ${turn + 1}/${rounds}: ${Math.round(one.perSecond)} events/s, matched ${Math.round(one.matchedPerSecond)}/s, ${one.statements.toFixed(2)} statements/event`,
    );
  }
  await product.stop();
  const statements = Math.max(...measured.map((one) => one.statements));
  return atLeast(
    {
      name: 'workflow-events',
      figure: round(median(measured.map(({ perSecond }) => perSecond))),
      limit: wanted,
      target: 1,
      unit: 'events/s',
      details: {
        events: size,
        workflows,
        matchedPerSecond: round(median(measured.map(({ matchedPerSecond }) => matchedPerSecond))),
        statementsPerEvent: round(statements),
        rounds: measured.map(({ perSecond }) => round(perSecond)),
      },
    },
    statements <= mostStatements,
  );
}

/** A team with that many leads, of twenty sources, and a published workflow for each source. */
async function furnish(product: Product, count: number): Promise<Team> {
  const team = await signUp(product);
  await withConnection(product.database, (client) =>
    client.query(
      `INSERT INTO lead (id, team_id, name, first_name, email, source, timezone, updated_at)
       SELECT brickwork_uuid7(), $1, 'Lead ' || n, 'First' || n, 'lead' || n || '@bench.example', 'source' || n % $3, 'America/Chicago', now()
       FROM generate_series(1, $2::int) AS n`,
      [team.id, count, workflows],
    ),
  );
  for (let index = 0; index < workflows; index += 1) {
    const { id } = await team.api.post<{ id: string }>('/api/workflows', {
      name: `Source ${index}`,
      definition: {
        trigger: { type: 'LEAD_CREATED', sources: [`source${index}`] },
        entry: { fact: 'lead.email', op: 'exists' },
        reentry: { mode: 'never' },
        exit: ['reply', 'unsubscribed'],
        start: 'branch',
        nodes: {
          branch: {
            kind: 'BRANCH',
            if: { fact: 'event.quiet', op: 'eq', value: true },
            yes: 'end',
            no: 'wait',
          },
          wait: { kind: 'WAIT_FOR', duration: { amount: 30, unit: 'days' }, next: 'end' },
          end: { kind: 'END' },
        },
      },
    });
    await team.api.post(`/api/workflows/${id}/publish`, { running: 'finish', activate: true });
  }
  return team;
}

async function measure(product: Product, team: Team, count: number): Promise<Round> {
  const { database } = product;
  const before = await statementsSent(product);
  await withConnection(database, (client) =>
    client.query(
      `INSERT INTO domain_event (id, team_id, name, payload, cause_id)
       SELECT e.id, $1, 'lead.created', jsonb_build_object('leadId', e.lead_id), e.id
       FROM (SELECT brickwork_uuid7() AS id, id AS lead_id FROM lead WHERE team_id = $1) AS e`,
      [team.id],
    ),
  );
  const start = performance.now();
  // Cheap questions, seldom asked: the bench shares the machine with what it measures.
  const none = async (what: string) =>
    (await ask<{ none: boolean }>(database, `SELECT NOT EXISTS (${what}) AS none`, [team.id])).none;
  const unmatched = `SELECT FROM domain_event WHERE team_id = $1 AND dispatched_at IS NULL
    UNION ALL SELECT FROM job WHERE team_id = $1 AND name = 'workflows.match-events' AND state IN ('scheduled', 'active', 'retrying')`;
  await until('every event to be matched', 600_000, () => none(unmatched), 250);
  const matched = performance.now();
  const going = `SELECT FROM workflow_run WHERE team_id = $1 AND state = 'running'`;
  await until('every run to wait', 600_000, () => none(going), 250);
  const seconds = (performance.now() - start) / 1_000;
  const { made, leads } = await ask<{ made: number; leads: number }>(
    database,
    `SELECT count(*)::int AS made, count(DISTINCT lead_id)::int AS leads FROM workflow_run WHERE team_id = $1 AND state = 'waiting'`,
    [team.id],
  );
  if (made !== count || leads !== count)
    throw new Error(`${made} runs of ${leads} leads came of ${count} events`);
  const statements = ((await statementsSent(product)) - before) / count;
  return {
    perSecond: count / seconds,
    matchedPerSecond: count / ((matched - start) / 1_000),
    statements,
  };
}

async function statementsSent({ urls }: Product): Promise<number> {
  const text = await (await fetch(`${urls.worker}/metrics`)).text();
  return Number(/^brickwork_sql_statements_total (\d+)/m.exec(text)?.[1]);
}
