import { atLeast, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { cpuTime } from '../stage/cpu-time.ts';
import { ask, postgresPid, withConnection } from '../stage/postgres-server.ts';
import { signUp, startProduct, type Product, type Team } from '../stage/product.ts';
import { note, until } from '../stage/scratch.ts';
import { copyTables, fill, handWritten, rulesWith } from './scored-leads.ts';

const rounds = 3;
const firstPhonePoints = 5;

interface Recalculation {
  id: string;
  state: string;
  total: number;
  changed: number;
  error: string | null;
}

/** Rows per second from the publication of new rules to the last rescored lead, against one hand-written set-based statement. */
export async function rescore({ backends, size = 100_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({ backend: backends[0]!, programs: ['api', 'worker'], profile });
  const team = await signUp(product);
  note(`  inserting ${size} leads with their signals`);
  await withConnection(product.database, (client) => fill(client, team.id, size));
  await publish(team, firstPhonePoints, size); // every lead has a score before the first round
  await withConnection(product.database, (client) => copyTables(client, team.id));
  const measured: { figure: number; limit: number; cpuRatio: number }[] = [];
  for (let turn = 1; turn <= rounds; turn += 1) {
    const points = firstPhonePoints + turn;
    const before = await cpuOf(product);
    const seconds = await publish(team, points, size);
    const between = await cpuOf(product);
    const bareSeconds = await bare(product, team, points);
    const cpuRatio = ((await cpuOf(product)) - between) / (between - before);
    await mustAgree(product, size);
    measured.push({ figure: size / seconds, limit: size / bareSeconds, cpuRatio });
    note(
      `  ${turn}/${rounds}: ${Math.round(size / seconds)} rescored, ${Math.round(size / bareSeconds)} by hand, rows/s`,
    );
  }
  await product.stop();
  const { figure, limit, cpuRatio } = medianRound(measured);
  return atLeast({
    name: 'rescore',
    figure: round(figure),
    limit: round(limit),
    target: 0.3,
    unit: 'rows/s',
    details: {
      leads: size,
      backend: backends[0],
      ratios: measured.map((entry) => round(entry.figure / entry.limit)),
      cpuRatio: round(cpuRatio),
    },
  });
}

/** CPU time in ms of Postgres, api and worker. */
async function cpuOf({ services }: Product): Promise<number> {
  return cpuTime([await postgresPid(), services.api!.pid, services.worker!.pid]);
}

async function publish({ api }: Team, phonePoints: number, size: number): Promise<number> {
  await api.put('/api/scoring/rules/draft', rulesWith(phonePoints));
  const start = performance.now();
  const { recalculation } = await api.post<{ recalculation: Recalculation }>(
    '/api/scoring/rules/publish',
    {},
  );
  const end = await until(
    'the recalculation',
    600_000,
    async () => {
      const state = await api.get<Recalculation>(`/api/scoring/recalculations/${recalculation.id}`);
      return state.state !== 'running' && state;
    },
    100,
  );
  if (end.state !== 'completed' || end.total !== size)
    throw new Error(`it ended ${end.state}: ${end.error ?? ''}`);
  return (performance.now() - start) / 1_000;
}

async function bare({ database }: Product, team: Team, phonePoints: number): Promise<number> {
  return withConnection(database, async (client) => {
    const start = performance.now();
    await client.query(handWritten, [team.id, phonePoints]);
    return (performance.now() - start) / 1_000;
  });
}

/** Both sides must have done the same work. A score on the edge of a half may fade across it between the two. */
async function mustAgree({ database }: Product, size: number): Promise<void> {
  const { apart } = await ask<{ apart: number }>(
    database,
    `SELECT count(*)::int AS apart FROM lead_score s JOIN bare_lead_score b USING (lead_id) JOIN lead ON lead.id = s.lead_id
     WHERE s.overall <> b.overall OR lead.score <> s.overall`,
  );
  if (apart > size * 0.001)
    throw new Error(`${apart} of ${size} scores are not those of the hand-written statement`);
}
