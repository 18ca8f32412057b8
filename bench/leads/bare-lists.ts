import Fastify from 'fastify';
import pg from 'pg';

/** The limit of list-leads: the product's own statement behind a bare route. The role and the team are set once per connection. */
const pools = new Map<string, pg.Pool>();
const statements: { text: string; values: unknown[]; teamId: string }[] = [];

const app = Fastify();
app.get<{ Params: { n: string } }>('/:n', async (request) => {
  const { text, values, teamId } = statements[Number(request.params.n)]!;
  const { rows } = await poolOf(teamId).query(text, values);
  return { data: rows.slice(0, 20) };
});
process.on('message', (statement: (typeof statements)[number]) => {
  process.send?.({ n: statements.push(statement) - 1 });
});
process.on('SIGTERM', () => process.exit(0));
const url = await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
process.send?.({ url });

function poolOf(teamId: string): pg.Pool {
  const options = `-c role=brickwork_app -c brickwork.team_id=${teamId}`;
  const pool =
    pools.get(teamId) ?? new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20, options });
  pools.set(teamId, pool);
  return pool;
}
