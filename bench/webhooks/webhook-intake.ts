import { Agent, request } from 'node:http';
import { atLeast, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { startInstallation, type Installation } from '../campaigns/installation.ts';
import { Tenant } from '../campaigns/tenant.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import { note, until } from '../stage/scratch.ts';
import { signedEvents, type SentMessage, type SignedPost } from './signed-events.ts';

const rounds = 3;
/** Events per second. */
const bound = 5_000;
/** Posts of the provider under way at once. */
const concurrency = 4;
/** Of signedEvents: processed, delivered, a fifth opened, a twenty-fifth clicked. */
const eventsPerMessage = 2.24;

/** SendGrid events per second from the first post to the last receipt applied to its message. */
export async function webhookIntake({ size = 50_000, backends, profile }: BenchOptions): Promise<Figure> {
  const installation = await startInstallation({ backend: backends[0]!, profile });
  const tenant = await Tenant.open(installation);
  const measured: { figure: number; limit: number; postedMs: number }[] = [];
  // The first round compiles the code of api and worker and is not counted.
  for (let turn = 0; turn <= rounds; turn += 1) {
    const one = await oneRound(installation, tenant, turn === 0 ? Math.min(size, 10_000) : size);
    note(
      `  ${turn === 0 ? 'warm-up' : `${turn}/${rounds}`}: ${round(one.figure)} events/s applied, posted in ${round(one.postedMs)} ms`,
    );
    if (turn > 0) measured.push({ ...one, limit: bound });
  }
  await installation.stop();
  const { figure } = medianRound(measured);
  return atLeast({
    name: 'webhook-intake',
    figure: round(figure),
    limit: bound,
    target: 1,
    unit: 'events/s',
    details: { backend: backends[0], events: size, figures: measured.map((one) => round(one.figure)) },
  });
}

async function oneRound(
  { api, database, sendgridPrivateKey }: Installation,
  { teamId }: Tenant,
  size: number,
): Promise<{ figure: number; postedMs: number }> {
  const messages = await sentMessages(database, teamId, Math.round(size / eventsPerMessage));
  const posts = signedEvents(messages, sendgridPrivateKey);
  const events = posts.reduce((total, post) => total + post.events, 0);
  const { applied: before } = await ask<{ applied: number }>(database, appliedCount);

  const start = performance.now();
  await postAll(`${api.url}/api/webhooks/sendgrid`, posts);
  const postedMs = performance.now() - start;
  await withConnection(database, (client) =>
    until(
      'all events to be applied',
      120_000,
      async () => {
        const { rows } = await client.query<{ open: number }>(
          'SELECT count(*)::int AS open FROM provider_receipt WHERE applied_at IS NULL',
        );
        return rows[0]!.open === 0;
      },
      20,
    ),
  );
  const ms = performance.now() - start;
  const { applied } = await ask<{ applied: number }>(database, appliedCount);
  if (applied - before !== events) throw new Error(`${applied - before} of ${events} events were applied`);
  const delivered = await ask<{ count: number }>(
    database,
    `SELECT count(*)::int AS count FROM message WHERE id = ANY($1) AND state = 'delivered'`,
    [messages.map(({ id }) => id)],
  );
  if (delivered.count !== messages.length)
    throw new Error(`the ledger says ${delivered.count} of ${messages.length} were delivered`);
  return { figure: (events / ms) * 1_000, postedMs };
}

const appliedCount = `SELECT count(*)::int AS applied FROM provider_receipt WHERE outcome = 'applied'`;

/** Mails to leads that the provider has accepted, as a campaign leaves them. */
async function sentMessages(database: string, teamId: string, count: number): Promise<SentMessage[]> {
  return withConnection(database, async (client) => {
    const { rows } = await client.query<{ id: string; address: string }>(
      `WITH source AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS content_id),
       added AS (
         INSERT INTO lead (id, team_id, name, email, source, updated_at)
         SELECT brickwork_uuid7(), $1, 'Lead ' || n, gen_random_uuid() || '@homes.example', 'webhooks', now()
         FROM generate_series(1, $2::int) AS n RETURNING id, email)
       INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, to_address,
         dedupe_key, due_at, state, provider, provider_id, handed_off_at, accepted_at)
       SELECT brickwork_uuid7(), $1, 'EMAIL', 'marketing', source.id, 'campaign', source.content_id, NULL, added.id, added.email,
         'bench:' || added.id, now(), 'accepted', 'sendgrid', left(added.id::text, 22), now(), now()
       FROM added, source RETURNING id, to_address AS address`,
      [teamId, count],
    );
    await client.query('VACUUM ANALYZE message');
    return rows.map((row) => ({ ...row, teamId }));
  });
}

async function postAll(url: string, posts: SignedPost[]): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  let next = 0;
  const poster = async () => {
    for (let post = posts[next++]; post; post = posts[next++]) await postOne(url, post, agent);
  };
  await Promise.all(Array.from({ length: concurrency }, poster));
  agent.destroy();
}

function postOne(url: string, { body, headers }: SignedPost, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode! < 300) resolve();
        else reject(new Error(`the webhook answered ${response.statusCode}`));
      });
    });
    call.once('error', reject);
    call.end(body);
  });
}
