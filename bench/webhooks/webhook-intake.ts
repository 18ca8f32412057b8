import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { email, quietSandbox, runCampaign, teamWithLeads } from '../campaigns/campaign-run.ts';
import { atLeast, median, round, type BenchOptions, type Figure } from '../figure.ts';
import { inParallel, send } from '../stage/load.ts';
import { ask, withConnection } from '../stage/postgres-server.ts';
import { startProduct, type Product } from '../stage/product.ts';
import { note, until } from '../stage/scratch.ts';

const rounds = 3;
const perPost = 1_000;
/** Posts under way at once, as a sender of this size opens them. */
const concurrency = 4;
/** Events per second. */
const wanted = 5_000;

interface Message {
  id: string;
  team: string;
  email: string;
  providerId: string;
}

interface Post {
  body: Buffer;
  headers: Record<string, string>;
}

/** Signed SendGrid events per second, from the first post until the last one is applied to the ledger; one api, one worker. */
export async function webhookIntake({ backends, size = 100_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({
    backend: backends[0]!,
    programs: ['sandbox', 'api', 'worker'],
    profile,
  });
  await quietSandbox(product);
  const rates: { figure: number; taken: number }[] = [];
  for (let turn = -1; turn < rounds; turn += 1) {
    const count = turn < 0 ? Math.min(size, 5_000) : size; // the first round compiles the code of both processes
    const messages = await messagesFor(product, Math.ceil(count / 2.4));
    const posts = signedPosts(product, eventsOf(messages).slice(0, count));
    const rate = await intake(product, posts, count);
    if (turn < 0) continue;
    rates.push(rate);
    note(
      `  ${turn + 1}/${rounds}: ${Math.round(rate.figure)} events/s applied, ${Math.round(rate.taken)} answered`,
    );
  }
  await product.stop();
  return atLeast({
    name: 'webhook-intake',
    figure: round(median(rates.map(({ figure }) => figure))),
    limit: wanted,
    target: 1,
    unit: 'events/s',
    details: {
      events: size,
      perPost,
      concurrency,
      backend: backends[0],
      rounds: rates.map(({ figure }) => round(figure)),
      answered: round(median(rates.map(({ taken }) => taken))),
    },
  });
}

/** Messages that were accepted: a campaign of that size, of a team of its own. */
async function messagesFor(product: Product, count: number): Promise<Message[]> {
  const team = await teamWithLeads(product, count);
  await runCampaign(product, team, email, count);
  return withConnection(product.database, (client) =>
    client.query<Message>(
      `SELECT id, team_id AS team, to_address AS email, provider_id AS "providerId" FROM message_ledger WHERE team_id = $1 ORDER BY chunk_id, id`,
      [team.id],
    ),
  ).then(({ rows }) => rows);
}

/** What a mailing brings: each mail processed and delivered, four in ten opened, one in sixteen clicked, one in a hundred bounced. */
function eventsOf(messages: Message[]): string[] {
  const at = Math.floor(Date.now() / 1_000);
  const browser = { useragent: 'Mozilla/5.0 (bench)', ip: '192.0.2.10' };
  return messages.flatMap(({ id, team, email: address, providerId }, n) => {
    const event = (name: string, detail: object) =>
      JSON.stringify({
        crm_team_id: team,
        crm_message_id: id,
        email: address,
        event: name,
        timestamp: at,
        'smtp-id': `<${providerId}@geopod-ismtpd-bench>`,
        sg_event_id: randomBytes(16).toString('base64url'),
        sg_message_id: `${providerId}.recvd-bench-${n}.0`,
        ...detail,
      });
    const events = [event('processed', {})];
    if (n % 100 === 99)
      return [
        ...events,
        event('bounce', { type: 'bounce', reason: '550 5.1.1 no such account', status: '5.1.1' }),
      ];
    events.push(event('delivered', { response: '250 OK', ip: '192.0.2.1', tls: 1 }));
    if (n % 5 < 2)
      events.push(event('open', { ...browser, sg_machine_open: false, sg_content_type: 'html' }));
    if (n % 16 === 0) {
      events.push(
        event('click', {
          ...browser,
          url: 'https://bell-realty.example/listings/101',
          url_offset: { index: 0, type: 'html' },
        }),
      );
    }
    return events;
  });
}

function signedPosts({ sendgridPrivateKey }: Product, events: string[]): Post[] {
  const key = createPrivateKey({
    key: Buffer.from(sendgridPrivateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const posts: Post[] = [];
  for (let from = 0; from < events.length; from += perPost) {
    const body = Buffer.from(`[${events.slice(from, from + perPost).join(',\r\n')}]\r\n`);
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), key).toString('base64');
    posts.push({
      body,
      headers: {
        'content-type': 'application/json',
        'X-Twilio-Email-Event-Webhook-Signature': signature,
        'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
      },
    });
  }
  return posts;
}

async function intake(
  { urls, database }: Product,
  posts: Post[],
  count: number,
): Promise<{ figure: number; taken: number }> {
  const applied = 'SELECT count(*)::int AS applied FROM provider_receipt WHERE outcome = $1';
  const earlier = (await ask<{ applied: number }>(database, applied, ['applied'])).applied;
  const start = performance.now();
  await inParallel(posts, concurrency, async ({ body, headers }) => {
    const answer = await send(`${urls.api}/api/webhooks/sendgrid`, { method: 'POST', headers, body });
    if (answer.status >= 300)
      throw new Error(`the webhook answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
  });
  const taken = count / ((performance.now() - start) / 1_000);
  const left = 'SELECT count(*)::int AS left FROM provider_receipt WHERE applied_at IS NULL';
  await until(
    'every receipt to be applied',
    300_000,
    async () => (await ask<{ left: number }>(database, left)).left === 0,
    50,
  );
  const figure = count / ((performance.now() - start) / 1_000);
  const now = (await ask<{ applied: number }>(database, applied, ['applied'])).applied - earlier;
  if (now !== count)
    throw new Error(`${now} of ${count} receipts were applied, the others ignored or parked`);
  return { figure, taken };
}
