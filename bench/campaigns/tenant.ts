import { randomBytes, randomUUID } from 'node:crypto';
import { withConnection } from '../stage/postgres-server.ts';
import { until } from '../stage/scratch.ts';
import type { Installation } from './installation.ts';

const allDay = { from: '00:00', to: '24:00' };

/** Texts go out at any hour and again and again; the gate asks about window and cap all the same. */
export const anyHour = {
  messagingPolicy: {
    sendWindow: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay])),
    frequencyCap: { max: 50, windowHours: 24 },
  },
};

const password = 'seven lamps on a green barn';

export interface Draft {
  type: 'EMAIL' | 'SMS';
  subject?: string;
  body: string;
  /** The leads that were added under this name. */
  audience: string;
}

/** A business with leads, and what its people do over REST. Settings that `policy` does not name are the usual ones. */
export class Tenant {
  readonly teamId: string;
  private readonly installation: Installation;
  private readonly token: string;

  private constructor(installation: Installation, token: string, teamId: string) {
    this.installation = installation;
    this.token = token;
    this.teamId = teamId;
  }

  static async open(installation: Installation, policy: object = {}): Promise<Tenant> {
    const { url } = installation.api;
    const email = `owner-${randomBytes(6).toString('hex')}@bench.example`;
    const person = { email, password, name: 'Dana Bell', teamName: 'Bell Realty' };
    await call(url, '', 'POST', '/api/auth/register', person);
    const { accessToken } = await call<{ accessToken: string }>(url, '', 'POST', '/api/auth/login', {
      email,
      password,
    });
    const { id } = await call<{ id: string }>(url, accessToken, 'PUT', '/api/settings/business', {
      timezone: 'America/Chicago',
      postalAddress: '12 Main Street, Austin, TX 78701',
      emailFromAddress: 'hello@bell-realty.example',
      ...policy,
    });
    return new Tenant(installation, accessToken, id);
  }

  /** Adds leads with one statement, as many as `count`, that an audience can name. */
  async addLeads(audience: string, count: number): Promise<void> {
    const area = 200 + Math.floor(Math.random() * 700);
    await withConnection(this.installation.database, async (client) => {
      await client.query(
        `INSERT INTO lead (id, team_id, name, first_name, last_name, company, city, state, email, phone, source, email_consent,
           sms_consent, timezone, updated_at)
         SELECT brickwork_uuid7(), $1, 'First' || n || ' Last' || n, 'First' || n, 'Last' || n, 'Company ' || n, 'City ' || n % 500,
           'TX', $3 || n || '@homes.example', CASE WHEN n < 8000000 THEN '+1' || $4 || lpad((2000000 + n)::text, 7, '0') END,
           $3, 'granted', 'granted', 'America/Chicago', now()
         FROM generate_series(1, $2::int) AS n`,
        [this.teamId, count, audience, String(area)],
      );
      // An installation that has run for a day has statistics and a vacuumed table.
      await client.query('VACUUM ANALYZE lead');
    });
  }

  /** Creates and launches a campaign. `launchedAt` is when the 2xx of the launch arrived. */
  async launch(draft: Draft): Promise<{ id: string; launchedAt: number }> {
    const { audience, ...content } = draft;
    const { id } = await this.call<{ id: string }>('POST', '/api/campaigns', {
      name: `Spring ${randomBytes(4).toString('hex')}`,
      ...content,
      audience: { filter: { source: audience } },
    });
    await this.call('POST', `/api/campaigns/${id}/launch`);
    return { id, launchedAt: Date.now() };
  }

  async completed(id: string, withinMs: number): Promise<void> {
    await until('the campaign to be completed', withinMs, async () => {
      const { status } = await this.call<{ status: string }>('GET', `/api/campaigns/${id}`);
      return status === 'COMPLETED';
    });
  }

  call<T>(method: string, route: string, body?: object): Promise<T> {
    return call(this.installation.api.url, this.token, method, route, body);
  }
}

async function call<T>(
  base: string,
  token: string,
  method: string,
  route: string,
  body?: object,
): Promise<T> {
  const response = await fetch(base + route, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}
