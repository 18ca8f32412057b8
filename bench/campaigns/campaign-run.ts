import { insertLeads } from '../leads/lead-rows.ts';
import { withConnection } from '../stage/postgres-server.ts';
import { signUp, type Product, type Team } from '../stage/product.ts';
import { sleep, until } from '../stage/scratch.ts';

/** Three merge fields, in subject and body. */
export const email = {
  type: 'EMAIL',
  subject: '{{lead.firstName | default: "Neighbor"}}, three homes in {{lead.city | default: "your area"}}',
  previewText: 'Hand-picked this week',
  body:
    '<h1>Hello {{lead.firstName}} {{lead.lastName}},</h1><p>these three homes came on the market in {{lead.city}} this week:</p>' +
    '<ul><li><a href="https://bell-realty.example/listings/101">A bungalow with a garden</a>, three bedrooms</li>' +
    '<li><a href="https://bell-realty.example/listings/102">A townhouse near the park</a>, two bedrooms</li>' +
    '<li><a href="https://bell-realty.example/listings/103">A loft with a view</a>, one bedroom</li></ul>' +
    '<p>Tell me which one you would like to see.</p>',
};

export const text = {
  type: 'SMS',
  body: 'Hi {{lead.firstName | default: "there"}}, Bell Realty here: open house Sunday 1-4 pm in {{lead.city}}. Reply STOP to opt out.',
};

export interface RecordSummary {
  email: { accepted: number; duplicateIds: number };
  sms: { accepted: number; duplicateIds: number };
  rate: { firstAt: string | null; lastAt: string | null };
}

export async function quietSandbox({ urls }: Product): Promise<void> {
  const off = { webhooks: { enabled: false } };
  await control(urls.sandbox, 'PUT', '/_control/config', { sendgrid: off, twilio: off });
}

export async function forgetRecord({ urls }: Product): Promise<void> {
  await control(urls.sandbox, 'DELETE', '/_control/record');
  await control(urls.sandbox, 'DELETE', '/_control/outbox');
}

export async function recordSummary({ urls }: Product): Promise<RecordSummary> {
  return (await control(urls.sandbox, 'GET', '/_control/record/summary')) as RecordSummary;
}

async function control(sandbox: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(sandbox + path, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`sandbox: ${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** A new team with `count` leads that may be written to: no cap or suppression of an earlier round is in the way. */
export async function teamWithLeads(product: Product, count: number): Promise<Team> {
  const team = await signUp(product);
  await withConnection(product.database, async (client) => {
    for (let from = 0; from < count; from += 100_000)
      await client.query(insertLeads, [team.id, from, Math.min(from + 100_000, count)]);
    await client.query('ANALYZE lead');
  });
  return team;
}

export interface CampaignRun {
  id: string;
  /** From the 2xx of the launch to the sandbox's last acceptance. */
  seconds: number;
  /** The part of it before the first acceptance: the audience is laid out. */
  layoutSeconds: number;
}

/** Launches a campaign to every lead of the team and waits for its end; every recipient must be accepted, once. */
export async function runCampaign(
  product: Product,
  team: Team,
  content: typeof email | typeof text,
  count: number,
): Promise<CampaignRun> {
  await forgetRecord(product);
  const { id } = await team.api.post<{ id: string }>('/api/campaigns', {
    name: 'Bench',
    ...content,
    audience: { filter: {} },
  });
  await team.api.post(`/api/campaigns/${id}/launch`);
  const launched = Date.now();
  const kind = content.type === 'EMAIL' ? 'email' : 'sms';
  const patience = 60_000 + count * 3;
  await until(
    `${count} acceptances`,
    patience,
    async () => (await recordSummary(product))[kind].accepted >= count,
    250,
  );
  await until('the campaign to be completed', 60_000, async () => {
    const { status } = await team.api.get<{ status: string }>(`/api/campaigns/${id}`);
    return status === 'COMPLETED';
  });
  await sleep(200);
  const summary = await recordSummary(product);
  const stats = await team.api.get<{ audience: number; accepted: number }>(`/api/campaigns/${id}/stats`);
  if (summary[kind].accepted !== count || summary[kind].duplicateIds > 0 || stats.accepted !== count) {
    throw new Error(
      `of ${count} recipients the ledger says ${JSON.stringify(stats)}, the sandbox ${JSON.stringify(summary[kind])}`,
    );
  }
  const since = (at: string | null) => (Date.parse(at!) - launched) / 1_000;
  return { id, seconds: since(summary.rate.lastAt), layoutSeconds: since(summary.rate.firstAt) };
}

/** Statements that api and worker have sent so far, as their metrics tell. */
export async function statementsSent({ urls }: Product): Promise<number> {
  let sum = 0;
  for (const url of [`${urls.worker}/metrics`, `${urls.api}/metrics`]) {
    const text = await (await fetch(url)).text();
    const [, sent] = /^brickwork_sql_statements_total (\d+)/m.exec(text) ?? [];
    if (sent === undefined) throw new Error(`${url} tells no brickwork_sql_statements_total`);
    sum += Number(sent);
  }
  return sum;
}
