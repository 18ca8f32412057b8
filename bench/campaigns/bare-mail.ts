import { Agent, request } from 'node:http';
import pg from 'pg';

/**
 * The limit of email-campaign: the same mails in the same batches at the same concurrency, and the same rows updated batch by
 * batch; no gate, no claim, no job, no reading in the meantime.
 */
interface Recipient {
  id: string;
  address: string;
  firstName: string;
  company: string;
  city: string;
}

interface Batch {
  chunkId: string;
  recipients: Recipient[];
}

const { DATABASE_URL, SANDBOX_URL, PUBLIC_URL } = process.env;
const agent = new Agent({ keepAlive: true });
let pool: pg.Pool;
let batches: Batch[] = [];
let mail: { subject: string; html: string; text: string };

process.on('message', (message: { load: string; mail: typeof mail } | { concurrency: number }) => {
  const work = 'load' in message ? load(message) : send(message.concurrency);
  void work.then((answer) => process.send!(answer));
});
process.send!({ ready: true });

async function load(message: { load: string; mail: typeof mail }): Promise<object> {
  mail = message.mail;
  pool ??= new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
  const { rows } = await pool.query<Recipient & { chunkId: string }>(
    `SELECT m.id, m.chunk_id AS "chunkId", m.to_address AS address, l.first_name AS "firstName", l.company, l.city
     FROM message m JOIN lead l ON l.id = m.lead_id WHERE m.source_id = $1`,
    [message.load],
  );
  batches = [...Map.groupBy(rows, ({ chunkId }) => chunkId)].map(([chunkId, recipients]) => ({
    chunkId,
    recipients,
  }));
  return { loaded: rows.length };
}

async function send(concurrency: number): Promise<object> {
  const startedAt = Date.now();
  let next = 0;
  const lane = async () => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) {
      const providerId = await post(bodyOf(batch));
      await pool.query(
        `UPDATE message SET state = 'accepted', accepted_at = now(), handed_off_at = now(), provider = 'sendgrid', provider_id = $2,
           verdict = '{"action":"send","reason":"allowed"}' WHERE chunk_id = $1`,
        [batch.chunkId, providerId],
      );
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { startedAt, endedAt: Date.now() };
}

function bodyOf({ recipients }: Batch): string {
  return JSON.stringify({
    from: { email: 'hello@bell-realty.example', name: 'Bell Realty' },
    subject: mail.subject,
    personalizations: recipients.map(({ id, address, firstName, company, city }) => {
      // As long as the product's; it signs its own.
      const unsubscribe = `${PUBLIC_URL}/api/unsubscribe/${`${id}${id}${id}`.replaceAll('-', '')}`;
      return {
        to: [{ email: address }],
        headers: { 'List-Unsubscribe': `<${unsubscribe}>` },
        substitutions: {
          '-first-': firstName,
          '-company-': company,
          '-city-': city,
          '-unsubscribe-': unsubscribe,
        },
        custom_args: { crm_message_id: id },
      };
    }),
    content: [
      { type: 'text/plain', value: mail.text },
      { type: 'text/html', value: mail.html },
    ],
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  });
}

function post(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: 'Bearer SG.sandbox',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const call = request(`${SANDBOX_URL}/v3/mail/send`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 202) resolve(String(response.headers['x-message-id']));
        else reject(new Error(`mail send answered ${response.statusCode}`));
      });
    });
    call.once('error', reject);
    call.end(body);
  });
}
