import { Global, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagingWorkerModule } from '@domain/messaging/worker';
import { NotificationsWorkerModule } from '@domain/notifications/worker';
import { WorkflowsWorkerModule } from '@domain/workflows/worker';
import { ClockModule } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { Database, DatabaseModule, newId, TenantScope, type SqlTx } from '@platform/database';
import { Events, EventsModule, type EventDefinition } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';
import type { Definition, RunningChoice, MoveMapping } from '../definition/definition.types';
import { EngineModule } from '../engine/engine.module';
import { RunWakeUps } from '../engine/run-wake-ups.service';
import { workflowPublished } from '../workflows.events';

export interface LabLead {
  name?: string;
  email?: string | null;
  phone?: string | null;
  timezone?: string | null;
  source?: string;
  status?: string;
  assignedToId?: string | null;
  customFields?: object;
  createdAt?: Date;
}

export interface RunRow {
  id: string;
  state: string;
  node_id: string;
  visit: number;
  fence: number;
  due_at: Date;
  end_reason: string | null;
  error: string | null;
  entered_by: string;
  lead_id: string;
  workflow_id: string;
  version_id: string;
  chain: { workflowId: string }[];
  blocked: { reason: string; workflowId: string }[];
}

/** `{ steps }` alone makes a workflow by hand that ends after them. */
export function definition(part: Partial<Definition> & Pick<Definition, 'nodes' | 'start'>): Definition {
  return { trigger: { type: 'MANUAL' }, reentry: { mode: 'after_leaving' }, exit: [], ...part };
}

let number = 1_000_000;

/** Runs on a real database, a real queue, and the sandbox for a provider. */
export class RunsLab {
  private readonly workers: INestApplicationContext[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
    readonly env: Env,
    readonly app: INestApplicationContext,
  ) {}

  static async start(
    options: { worker?: boolean; env?: Partial<Record<keyof Env, string>>; modules?: Type[] } = {},
  ): Promise<RunsLab> {
    const database = await createTestDatabase();
    const sandbox = await createSandbox({ keepMessages: 5_000 });
    const env = testEnv(database, {
      SENDGRID_BASE_URL: sandbox.url,
      TWILIO_BASE_URL: sandbox.url,
      PUBLIC_URL: 'https://crm.example.com',
      PROVIDER_TIMEOUT_MS: '2000',
      WEBHOOKS_TO_PRIVATE_NETWORKS: 'true',
      ...options.env,
    });
    const lab = new RunsLab(database, sandbox, env, await boot(env, false, options.modules));
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
    return (this.workers[0] ?? this.app).get(type, { strict: false });
  }

  rows<T extends object>(statement: string, values: unknown[] = []): Promise<T[]> {
    return this.database.admin.query<T>(statement, values).then(({ rows }) => rows);
  }

  sql<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.get(Database).sql(scope, work);
  }

  /** A team that may send at any hour. */
  async team(zone = 'America/Chicago'): Promise<TenantScope> {
    const id = newId();
    const allDay = { from: '00:00', to: '24:00' };
    const policy = { sendWindow: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay])) };
    await this.rows(
      `INSERT INTO team (id, name, slug, timezone, postal_address, messaging_policy, updated_at)
       VALUES ($1, 'Bell Realty', $2, $3, '1 Main St, Austin, TX 78701', $4, now())`,
      [id, `bell-${id}`, zone, policy],
    );
    return TenantScope.of(id);
  }

  async member({ teamId }: TenantScope, name = 'Jo Bell'): Promise<string> {
    const id = newId();
    await this.rows(
      `INSERT INTO app_user (id, email, password_hash, name, updated_at) VALUES ($1, $2, 'x', $3, now())`,
      [id, `${id}@bell.example`, name],
    );
    await this.rows(`INSERT INTO membership (team_id, user_id, role) VALUES ($1, $2, 'MEMBER')`, [
      teamId,
      id,
    ]);
    return id;
  }

  /** Written past the service: no event tells of it. */
  async lead({ teamId }: TenantScope, lead: LabLead = {}): Promise<string> {
    const id = newId();
    const n = (number += 1);
    await this.rows(
      `INSERT INTO lead (id, team_id, name, first_name, email, phone, timezone, source, status, sms_consent, assigned_to_id,
         custom_fields, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'granted', $10, $11, coalesce($12, now()), now())`,
      [
        id,
        teamId,
        lead.name ?? `Lead ${n}`,
        lead.name?.split(' ')[0] ?? `First${n}`,
        lead.email === undefined ? `lead${n}@example.com` : lead.email,
        lead.phone === undefined ? `+1212${String(n).padStart(7, '2')}` : lead.phone,
        lead.timezone === undefined ? 'America/New_York' : lead.timezone,
        lead.source ?? 'website',
        lead.status ?? 'NEW',
        lead.assignedToId ?? null,
        lead.customFields ?? {},
        lead.createdAt ?? null,
      ],
    );
    return id;
  }

  async tag({ teamId }: TenantScope, name: string): Promise<string> {
    const id = newId();
    await this.rows(`INSERT INTO tag (id, team_id, name) VALUES ($1, $2, $3)`, [id, teamId, name]);
    return id;
  }

  /** An active workflow whose first version is published. */
  async workflow(scope: TenantScope, one: Definition, name = 'Follow-up'): Promise<string> {
    const id = newId();
    await this.rows(
      `INSERT INTO workflow (id, team_id, name, active, draft, updated_at) VALUES ($1, $2, $3, true, $4, now())`,
      [id, scope.teamId, name, one],
    );
    await this.publish(scope, id, one);
    return id;
  }

  /** The next version; from the second on with its event. */
  async publish(
    { teamId }: TenantScope,
    workflowId: string,
    one: Definition,
    running: RunningChoice = 'finish',
    mapping: MoveMapping = {},
  ): Promise<string> {
    const id = newId();
    const [last] = await this.rows<{ number: number; id: string }>(
      `SELECT number, id FROM workflow_version WHERE workflow_id = $1 ORDER BY number DESC LIMIT 1`,
      [workflowId],
    );
    const next = (last?.number ?? 0) + 1;
    await this.rows(
      `INSERT INTO workflow_version (id, team_id, workflow_id, number, definition, checksum, trigger_type, running, mapping)
       VALUES ($1, $2, $3, $4, $5, 'test', $6, $7, $8)`,
      [id, teamId, workflowId, next, one, one.trigger.type, running, mapping],
    );
    await this.rows(
      `UPDATE workflow SET published_version_id = $2, published_number = $3, trigger_type = $4, draft = $5 WHERE id = $1`,
      [workflowId, id, next, one.trigger.type, one],
    );
    if (last)
      await this.tell(TenantScope.of(teamId), workflowPublished, {
        workflowId,
        from: last.id,
        to: id,
        number: next,
        running,
      });
    return id;
  }

  async tell<P extends object>(scope: TenantScope, event: EventDefinition<P>, payload: P): Promise<string> {
    return this.sql(scope, (tx) => this.get(Events).publish(tx, event, payload));
  }

  runs({ teamId }: TenantScope, workflowId?: string): Promise<RunRow[]> {
    return this.rows<RunRow>(
      `SELECT * FROM workflow_run WHERE team_id = $1 AND ($2::uuid IS NULL OR workflow_id = $2) ORDER BY id`,
      [teamId, workflowId ?? null],
    );
  }

  /** The only run, once it is in this state. */
  async run(scope: TenantScope, workflowId: string, state: string): Promise<RunRow> {
    return eventually(async () => {
      const runs = await this.runs(scope, workflowId);
      expect(runs.map((run) => [run.state, run.error])).toEqual(
        [[state, null]].map((one) => (state === 'failed' ? [state, expect.any(String)] : one)),
      );
      return runs[0]!;
    });
  }

  steps(
    runId: string,
  ): Promise<{ node_id: string; outcome: string; tries: number; detail: Record<string, unknown> }[]> {
    return this.rows(
      `SELECT node_id, outcome, tries, detail FROM workflow_run_step WHERE run_id = $1 ORDER BY visit`,
      [runId],
    );
  }

  /** Lets a waiting run's time have come, and only this one's. */
  async comeDue(runId: string): Promise<void> {
    const [run] = await this.rows<{ team_id: string; fence: number; cause_id: string; depth: number }>(
      `UPDATE workflow_run SET due_at = now() - interval '1 second' WHERE id = $1 RETURNING team_id, fence, cause_id, depth`,
      [runId],
    );
    const { team_id: teamId, fence, cause_id: causeId, depth } = run!;
    await this.get(Database).sql(TenantScope.of(teamId), (tx) =>
      this.get(RunWakeUps).enqueue(tx, [{ id: runId, fence, causeId, depth, dueAt: null }]),
    );
    await this.rows(
      `UPDATE job SET due_at = now() - interval '1 second', run = run + 1, enqueued_at = NULL
       WHERE name = 'workflows.advance' AND payload->>'runId' = $1::text AND state = 'scheduled'`,
      [runId],
    );
  }

  /** Waits until nothing of the team is to be matched or done at once. */
  async quiet({ teamId }: TenantScope): Promise<void> {
    await eventually(async () => {
      const [{ open }] = (await this.rows<{ open: number }>(
        `SELECT (SELECT count(*) FROM domain_event WHERE team_id = $1 AND dispatched_at IS NULL)::int
           + (SELECT count(*) FROM job WHERE team_id = $1 AND state IN ('scheduled', 'active', 'retrying') AND due_at <= now())::int AS open`,
        [teamId],
      )) as [{ open: number }];
      expect(open).toBe(0);
    });
  }

  /** What the provider took, by address. */
  accepted(address: string): number {
    const { data } = this.sandbox.control.record.page({ limit: 1_000_000 });
    return data.filter((one) => one.address === address).length;
  }
}

async function boot(env: Env, worker: boolean, modules: Type[] = []): Promise<INestApplicationContext> {
  @Global()
  @Module({ providers: [{ provide: Env, useValue: env }], exports: [Env] })
  class LabEnvModule {}
  @Module({
    imports: [
      ...[LabEnvModule, ClockModule, DatabaseModule, JobsModule, EventsModule, CryptoModule, EngineModule],
      ...(worker
        ? [JobsWorkerModule, WorkflowsWorkerModule, MessagingWorkerModule, NotificationsWorkerModule]
        : []),
      ...modules,
    ],
  })
  class LabModule {}
  return NestFactory.createApplicationContext(LabModule, { logger: ['error', 'fatal'], abortOnError: false });
}
