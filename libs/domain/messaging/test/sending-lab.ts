import { Global, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClockModule } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { Database, DatabaseModule, newId, Prisma, TenantScope, type SqlTx } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import { MessageContents, type NewContent } from '../message-contents.service';
import { Lanes } from '../lanes.service';
import { LayoutPortions } from '../layout/layout-portions.service';
import type { Layout } from '../layout/layout.types';
import { MessageLayout } from '../layout/message-layout.service';
import { MessageSources } from '../message-sources.service';
import { MessageStats, type SourceStats } from '../message-stats.service';
import { MessagingModule } from '../messaging.module';
import { MessagingWorkerModule } from '../worker/messaging-worker.module';

export interface LabOptions {
  worker?: boolean;
  env?: Partial<Record<keyof Env, string>>;
}

export interface NewLead {
  email?: string | null;
  phone?: string | null;
  firstName?: string | null;
  timezone?: string | null;
  smsConsent?: string;
  emailConsent?: string;
  doNotEmail?: boolean;
  customFields?: object;
}

const statesWithoutEnd = new Set(['queued', 'claimed', 'handed_off']);

/** Messaging with a real database, a real queue and the sandbox for a provider; webhooks stay off. */
export class SendingLab {
  private readonly workers: INestApplicationContext[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
    readonly env: Env,
    readonly app: INestApplicationContext,
  ) {}

  static async start(options: LabOptions = {}): Promise<SendingLab> {
    const database = await createTestDatabase();
    const sandbox = await createSandbox({ keepMessages: 5_000 });
    const env = testEnv(database, {
      SENDGRID_BASE_URL: sandbox.url,
      TWILIO_BASE_URL: sandbox.url,
      PUBLIC_URL: 'https://crm.example.com',
      PROVIDER_TIMEOUT_MS: '2000',
      ...options.env,
    });
    const lab = new SendingLab(database, sandbox, env, await boot(env, false));
    if (options.worker !== false) await lab.addWorker();
    return lab;
  }

  async addWorker(): Promise<INestApplicationContext> {
    const worker = await boot(this.env, true);
    this.workers.push(worker);
    return worker;
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await this.app.close();
    await this.sandbox.close();
    await this.database.drop();
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  rows<T extends object>(statement: string, values: unknown[] = []): Promise<T[]> {
    return this.database.admin.query<T>(statement, values).then(({ rows }) => rows);
  }

  sql<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.get(Database).sql(scope, work);
  }

  async team(settings: { postalAddress?: string | null; policy?: object } = {}): Promise<TenantScope> {
    const { postalAddress = '1 Main St, Austin, TX 78701', policy = {} } = settings;
    const id = newId();
    await this.rows(
      `INSERT INTO team (id, name, slug, postal_address, messaging_policy, updated_at) VALUES ($1, 'Bell Realty', $2, $3, $4, now())`,
      [id, `bell-${id}`, postalAddress, policy],
    );
    return TenantScope.of(id);
  }

  async leads({ teamId }: TenantScope, leads: NewLead[]): Promise<string[]> {
    const ids = leads.map(newId);
    const column = <T>(pick: (lead: NewLead) => T) => leads.map(pick);
    await this.rows(
      `INSERT INTO lead (id, team_id, name, first_name, email, phone, timezone, sms_consent, email_consent, do_not_email,
         custom_fields, updated_at)
       SELECT n.id, $1, coalesce(n.first, 'Lead'), n.first, n.email, n.phone, n.zone, n.sms, n.mail, n.dne, n.custom::jsonb, now()
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bool[], $10::text[])
         AS n(id, first, email, phone, zone, sms, mail, dne, custom)`,
      [
        teamId,
        ids,
        column(({ firstName }) => firstName ?? null),
        column(({ email }) => email ?? null),
        column(({ phone }) => phone ?? null),
        column(({ timezone }) => timezone ?? null),
        column(({ smsConsent }) => smsConsent ?? 'granted'),
        column(({ emailConsent }) => emailConsent ?? 'unknown'),
        column(({ doNotEmail }) => doNotEmail ?? false),
        column(({ customFields }) => JSON.stringify(customFields ?? {})),
      ],
    );
    return ids;
  }

  /** `count` leads with an address each. */
  async crowd(scope: TenantScope, count: number, start = 0): Promise<string[]> {
    const mark = scope.teamId.slice(-6);
    return this.leads(
      scope,
      Array.from({ length: count }, (_, index) => ({
        email: `p${start + index}.${mark}@example.com`,
        phone: `+1212${String(2_000_000 + start + index)}`,
        firstName: `P${start + index}`,
        timezone: 'America/New_York',
      })),
    );
  }

  /** A source with its messages laid out, not started. */
  async source(
    scope: TenantScope,
    content: NewContent | NewContent[],
    layout: Partial<Layout> = {},
  ): Promise<string> {
    const id = newId();
    await this.sql(scope, async (tx) => {
      const contents: string[] = [];
      for (const one of [content].flat()) contents.push(await this.get(MessageContents).create(tx, one));
      await this.get(MessageSources).create(tx, { id, kind: 'campaign' });
      await this.get(MessageLayout).freeze(tx, {
        sourceId: id,
        channel: [content].flat()[0]!.channel,
        purpose: 'marketing',
        contents: contents.map((contentId, index) => ({
          contentId,
          variant: contents.length > 1 ? 'ABCDE'[index] : null,
          weight: 1,
        })),
        audience: Prisma.sql`SELECT id FROM lead`,
        dueAt: new Date(Date.now() - 1_000),
        dedupePrefix: `campaign:${id}`,
        ...layout,
      });
      while ((await this.get(LayoutPortions).writeNext(tx, id)).more);
    });
    return id;
  }

  async launch(
    scope: TenantScope,
    content: NewContent | NewContent[],
    layout: Partial<Layout> = {},
  ): Promise<string> {
    const id = await this.source(scope, content, layout);
    await this.sql(scope, (tx) => this.get(Lanes).start(tx, id));
    return id;
  }

  stats(scope: TenantScope, sourceId: string): Promise<SourceStats> {
    return this.sql(scope, (tx) => this.get(MessageStats).bySource(tx, sourceId));
  }

  /** Waits until nothing of the source is queued or in flight; held messages may remain. */
  async settled(scope: TenantScope, sourceId: string, withinMs = 30_000): Promise<SourceStats> {
    return eventually(async () => {
      const stats = await this.stats(scope, sourceId);
      const open = Object.entries(stats.states).filter(
        ([state, count]) => count > 0 && statesWithoutEnd.has(state),
      );
      if (open.length > 0) throw new Error(`still open: ${JSON.stringify(open)}`);
      return stats;
    }, withinMs);
  }

  /** The sandbox's own word: addresses it accepted, and how often. */
  accepted(): Map<string, number> {
    const counts = new Map<string, number>();
    const { data } = this.sandbox.control.record.page({ limit: 1_000_000 });
    for (const { address } of data) counts.set(address, (counts.get(address) ?? 0) + 1);
    return counts;
  }
}

async function boot(env: Env, worker: boolean): Promise<INestApplicationContext> {
  @Global()
  @Module({ providers: [{ provide: Env, useValue: env }], exports: [Env] })
  class LabEnvModule {}
  @Module({
    imports: [
      ...[LabEnvModule, ClockModule, DatabaseModule, JobsModule, EventsModule, CryptoModule, MessagingModule],
      ...(worker ? [JobsWorkerModule, MessagingWorkerModule] : []),
    ],
  })
  class LabModule {}
  return NestFactory.createApplicationContext(LabModule, { logger: ['error', 'fatal'], abortOnError: false });
}
