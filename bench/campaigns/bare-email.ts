import pg from 'pg';
import { inParallel, send } from '../stage/load.ts';

/**
 * The limit of email-campaign: posts the batches of a campaign that the product has sent, and updates copies of the same rows in
 * batches, with nothing around it: no claims, no gate, no ledger of who may be written to, no way back after a crash.
 */
const concurrency = 8;
const [sandbox, publicUrl] = process.argv.slice(2) as [string, string];
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: concurrency });

interface Recipient {
  id: string;
  chunk: string;
  team: string;
  email: string;
  first: string;
  last: string;
  city: string;
}

const html =
  '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">Hand-picked this week</div><h1>Hello -h.0- -h.1-,</h1>' +
  '<p>these three homes came on the market in -h.2- this week:</p>' +
  '<ul><li><a href="https://bell-realty.example/listings/101">A bungalow with a garden</a>, three bedrooms</li>' +
  '<li><a href="https://bell-realty.example/listings/102">A townhouse near the park</a>, two bedrooms</li>' +
  '<li><a href="https://bell-realty.example/listings/103">A loft with a view</a>, one bedroom</li></ul>' +
  '<p>Tell me which one you would like to see.</p><div>Bell Realty, 12 Main Street, Austin, TX 78701<br><a href="-h.3-">Unsubscribe</a></div>';
const plain =
  'Hello -t.0- -t.1-,\n\nthese three homes came on the market in -t.2- this week:\n\n* A bungalow with a garden\n* A townhouse\n* A loft\n\n' +
  'Tell me which one you would like to see.\n\n-- \nBell Realty, 12 Main Street, Austin, TX 78701\nUnsubscribe: -t.3-\n';

let chunks: [string, Recipient[]][] = [];
process.on('message', ({ sourceId }: { sourceId?: string }) => void (sourceId ? prepare(sourceId) : run()));
process.on('SIGTERM', () => process.exit(0));
process.send?.({ ready: true });

async function prepare(sourceId: string): Promise<void> {
  await pool.query(
    'DROP TABLE IF EXISTS bare_message; CREATE TABLE bare_message (LIKE message INCLUDING ALL)',
  );
  await pool.query('ALTER TABLE bare_message SET (fillfactor = 80)');
  await pool.query(
    `INSERT INTO bare_message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, to_address, dedupe_key, due_at)
     SELECT id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, to_address, dedupe_key, due_at
     FROM message WHERE source_id = $1 ORDER BY id`,
    [sourceId],
  );
  const { rows } = await pool.query<Recipient>(
    `SELECT m.id, m.chunk_id AS chunk, m.team_id AS team, m.to_address AS email, l.first_name AS first, l.last_name AS last, l.city
     FROM message m JOIN lead l ON l.id = m.lead_id WHERE m.source_id = $1 ORDER BY m.chunk_id`,
    [sourceId],
  );
  chunks = [...Map.groupBy(rows, ({ chunk }) => chunk)];
  process.send?.({ recipients: rows.length });
}

async function run(): Promise<void> {
  const start = Date.now();
  await inParallel(chunks, concurrency, async ([chunk, recipients]) => {
    const { status, body } = await send(`${sandbox}/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: 'Bearer SG.sandbox', 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(recipients)),
    });
    if (status !== 202) throw new Error(`the sandbox answered ${status}: ${body.toString().slice(0, 300)}`);
    await pool.query(
      `UPDATE bare_message SET state = 'accepted', provider = 'sendgrid', provider_id = $2, accepted_at = now(), handed_off_at = now(),
         verdict = '{"action":"send","reason":"allowed"}' WHERE chunk_id = $1`,
      [chunk, `bare-${chunk}`],
    );
  });
  process.send?.({ start });
}

function bodyOf(recipients: Recipient[]): object {
  return {
    from: { email: 'hello@bell-realty.example', name: 'Bell Realty' },
    subject: '-s.0-, three homes in -s.1-',
    content: [
      { type: 'text/plain', value: plain },
      { type: 'text/html', value: html },
    ],
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    personalizations: recipients.map(({ id, team, email, first, last, city }) => {
      // As long as the product's signed link.
      const url = `${publicUrl}/api/unsubscribe/${`${team}${id}`.replaceAll('-', '')}.0`;
      return {
        to: [{ email }],
        headers: { 'List-Unsubscribe': `<${url}>` },
        substitutions: {
          ...{ '-s.0-': first, '-s.1-': city, '-t.0-': first, '-t.1-': last, '-t.2-': city, '-t.3-': url },
          ...{ '-h.0-': first, '-h.1-': last, '-h.2-': city, '-h.3-': url },
        },
        custom_args: { crm_team_id: team, crm_message_id: id },
      };
    }),
  };
}
