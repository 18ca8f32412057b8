import { randomBytes } from 'node:crypto';
import { eventually } from '../support/eventually';
import type { ChaosRig } from './chaos-rig';
import { RestClient } from './rest-client';

export interface CampaignWish {
  type?: 'EMAIL' | 'SMS';
  /** Which leads: the `source` they were added with. */
  source?: string;
  /** Sides of a split; each makes chunks of its own, so that there is more to kill. */
  variants?: number;
  scheduledAt?: Date;
}

export interface LaunchedCampaign {
  id: string;
  /** When the 2xx of the launch arrived. */
  launchedAt: number;
}

const allDay = { from: '00:00', to: '24:00' };
let nextArea = 220;
const password = 'seven lamps on a green barn';

/** A business with leads, and what its people do over REST. */
export class ChaosTenant {
  /** Leads live here and in this area code alone, so that the provider's record tells whose a message was. */
  readonly domain = `m${randomBytes(4).toString('hex')}.example`;
  private readonly area = nextArea++;
  private readonly seen = { lines: 0, ours: 0 };

  private constructor(
    private readonly rig: ChaosRig,
    readonly rest: RestClient,
    readonly teamId: string,
  ) {}

  static async open(rig: ChaosRig): Promise<ChaosTenant> {
    const rest = new RestClient(rig.apiUrl);
    const email = `owner-${randomBytes(6).toString('hex')}@chaos.example`;
    await rest.call('POST', '/api/auth/register', {
      email,
      password,
      name: 'Dana Bell',
      teamName: 'Bell Realty',
    });
    const tokens = await rest.call<{ accessToken: string }>('POST', '/api/auth/login', { email, password });
    rest.signIn(tokens.accessToken);
    const settings = await rest.call<{ id: string }>('PUT', '/api/settings/business', {
      timezone: 'America/Chicago',
      postalAddress: '12 Main Street, Austin, TX 78701',
      emailFromAddress: 'hello@bell-realty.example',
      messagingPolicy: {
        sendWindow: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay])),
      },
    });
    return new ChaosTenant(rig, rest, settings.id);
  }

  /** Adds leads with one statement. `{n}` in `mailbox` is the number of the lead, from 1. */
  async addLeads(count: number, { source = 'chaos', mailbox = 'home{n}' } = {}): Promise<void> {
    await this.rig.admin.query(
      `INSERT INTO lead (id, team_id, name, first_name, city, email, phone, source, email_consent, sms_consent, timezone, updated_at)
       SELECT brickwork_uuid7(), $1, 'Lead ' || n, 'First' || n, 'Austin', replace($4, '{n}', n::text),
         CASE WHEN $3 = 'chaos' THEN $5::text || lpad((2000000 + n)::text, 7, '0') END, $3, 'granted', 'granted', 'America/Chicago', now()
       FROM generate_series(1, $2::int) AS n`,
      [this.teamId, count, source, `${mailbox}@${this.domain}`, `+1${this.area}`],
    );
  }

  async create(wish: CampaignWish = {}): Promise<string> {
    const { type = 'EMAIL', source = 'chaos', variants = 0, scheduledAt } = wish;
    const { id } = await this.rest.call<{ id: string }>(
      'POST',
      '/api/campaigns',
      draft(type, source, variants, scheduledAt),
    );
    return id;
  }

  async launch(wish: CampaignWish = {}): Promise<LaunchedCampaign> {
    const id = await this.create(wish);
    await this.rest.call('POST', `/api/campaigns/${id}/launch`);
    return { id, launchedAt: Date.now() };
  }

  async status(id: string): Promise<string> {
    const [row] = await this.rig.rows<{ status: string }>('SELECT status FROM campaign WHERE id = $1', [id]);
    return row?.status ?? 'missing';
  }

  /** How many messages to leads of this tenant the provider took so far. */
  get accepted(): number {
    // Only what is new: the sandbox answers in this very process and must not be kept from it.
    const cursor = this.seen.lines;
    const { data } = this.rig.sandbox.control.record.page({ limit: Number.MAX_SAFE_INTEGER, cursor });
    this.seen.lines += data.length;
    for (const { address } of data) {
      if (address.endsWith(`@${this.domain}`) || address.startsWith(`+1${this.area}`)) this.seen.ours += 1;
    }
    return this.seen.ours;
  }

  async acceptedReaches(count: number, withinMs = 30_000): Promise<void> {
    await eventually(() => expect(this.accepted).toBeGreaterThanOrEqual(count), withinMs, 50);
  }

  /** Waits until a call to the provider is under way. */
  async handingOver({ id }: LaunchedCampaign): Promise<void> {
    await eventually(
      async () => {
        const [row] = await this.rig.rows(
          `SELECT 1 FROM message_chunk WHERE source_id = $1 AND state = 'handed_off'`,
          [id],
        );
        expect(row).toBeDefined();
      },
      60_000,
      10,
    );
  }

  /** Waits until the campaign has ended; answers after how many seconds from its launch. */
  async ended({ id, launchedAt }: LaunchedCampaign, withinMs: number): Promise<number> {
    const end = async () => expect(['COMPLETED', 'CANCELLED']).toContain(await this.status(id));
    await eventually(end, withinMs, 150).catch(async () => {
      throw new Error(
        `the campaign is ${await this.status(id)} after ${withinMs} ms: ${await this.whereItStands(id)}`,
      );
    });
    return (Date.now() - launchedAt) / 1_000;
  }

  /** For a failure's message: what is left of a campaign, and what was to be done about it. */
  private async whereItStands(id: string): Promise<string> {
    const parts = await this.rig.rows<{ kind: string; state: string; count: number; error: string }>(
      `SELECT 'message' AS kind, state, count(*)::int, max(error_detail) AS error FROM message_ledger WHERE source_id = $1 GROUP BY state
       UNION ALL SELECT 'chunk', state, count(*)::int, NULL FROM message_chunk WHERE source_id = $1 GROUP BY state
       UNION ALL SELECT name, state, count(*)::int, max(last_error) FROM job
         WHERE payload->>'sourceId' = $1::text OR payload->>'campaignId' = $1::text GROUP BY name, state`,
      [id],
    );
    return parts
      .map(({ kind, state, count, error }) => `${kind} ${state} ${count} ${error ?? ''}`.trim())
      .join(', ');
  }
}

export function draft(type: 'EMAIL' | 'SMS', source: string, variants: number, scheduledAt?: Date) {
  const body =
    type === 'EMAIL'
      ? '<p>Hi {{lead.firstName | default: "there"}}, three homes in {{lead.city | default: "your area"}}.</p>'
      : 'Hi {{lead.firstName | default: "there"}}, open house Sunday 1-4 pm. Reply STOP to opt out.';
  return {
    name: `Spring ${randomBytes(4).toString('hex')}`,
    type,
    ...(type === 'EMAIL' ? { subject: 'Homes for {{lead.firstName | default: "you"}}' } : {}),
    body,
    audience: { filter: { source } },
    variants: split(variants),
    ...(scheduledAt ? { scheduledAt: scheduledAt.toISOString() } : {}),
  };
}

function split(count: number): { name: string; weight: number }[] {
  if (count === 0) return [];
  const weight = Math.floor(100 / count);
  return Array.from({ length: count }, (_, index) => ({
    name: String.fromCharCode(65 + index),
    weight: index === 0 ? 100 - weight * (count - 1) : weight,
  }));
}
