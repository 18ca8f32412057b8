import { Global, Injectable, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppointmentsHttpModule } from '@domain/appointments/http';
import { AppointmentsWorkerModule } from '@domain/appointments/worker';
import { MessagingHttpModule } from '@domain/messaging/http';
import { MessagingWorkerModule } from '@domain/messaging/worker';
import { Actor, Authenticator, permissionsOf } from '@platform/auth';
import { ClockModule } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import {
  Database,
  DatabaseModule,
  newId,
  TenantScope,
  type SqlTx,
  type TeamRole,
  type Tx,
} from '@platform/database';
import { DomainError } from '@platform/errors';
import { EventsModule } from '@platform/events';
import { createAdapter, HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { LoggingModule } from '@platform/logging';
import { RateLimitsModule } from '@platform/rate-limits';
import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { eventually } from '../../../../test/support/eventually';

const publicUrl = 'https://crm.example.com';
const allDay = { from: '00:00', to: '24:00' };
export const everyDay = (hours: { from: string; to: string } | null) =>
  Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, hours]));

export interface TeamOfTest {
  scope: TenantScope;
  userId: string;
  email: string;
}

export interface LeadOfTest {
  id: string;
  phone: string;
  email: string;
}

// The tests read many shapes; what a test expects of one it says itself.
export type Body = any; // eslint-disable-line

export interface Answer {
  status: number;
  body: Body;
  text: string;
}

/** Who is calling is written on the request itself. */
@Injectable()
class StatedCaller extends Authenticator {
  override async authenticate(headers: { authorization?: string }): Promise<Actor> {
    const [teamId, userId, role] = (headers.authorization ?? '').split(' ');
    if (!teamId || !userId || !role)
      throw new DomainError('unauthenticated', 'unauthenticated', 'Nobody is signed in.');
    const isKey = userId === 'key';
    return new Actor({
      ...{
        kind: isKey ? 'api_key' : 'user',
        userId: isKey ? null : userId,
        apiKeyId: isKey ? newId() : null,
      },
      ...{ sessionId: null, teamId, role: role as TeamRole, scope: TenantScope.of(teamId) },
      permissions: permissionsOf(role as TeamRole),
    });
  }
}

let number = 1_000;

/** Appointments from the request to the telephone and back: routes, a worker, and the sandbox with its signed webhooks. */
export class AppointmentsLab {
  private readonly workers: INestApplicationContext[] = [];

  private constructor(
    readonly env: Env,
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
    readonly app: NestFastifyApplication,
    private readonly jobs: Type[],
  ) {}

  /** `routes` and `jobs`: modules of slices above, besides the slice's own. */
  static async start({
    worker = true,
    routes = [] as Type[],
    jobs = [] as Type[],
  } = {}): Promise<AppointmentsLab> {
    const database = await createTestDatabase();
    const sandbox = await createSandbox({ keepMessages: 5_000 });
    const env = testEnv(database, {
      SENDGRID_BASE_URL: sandbox.url,
      TWILIO_BASE_URL: sandbox.url,
      SENDGRID_WEBHOOK_PUBLIC_KEY: sandbox.control.sendgridPublicKey,
      PUBLIC_URL: publicUrl,
      PROVIDER_TIMEOUT_MS: '3000',
    });
    @Global()
    @Module({
      providers: [
        { provide: Env, useValue: env },
        { provide: Authenticator, useClass: StatedCaller },
      ],
      exports: [Env, Authenticator],
    })
    class LabSettingsModule {}
    @Module({
      imports: [
        ...[LabSettingsModule, ClockModule, CryptoModule, DatabaseModule, JobsModule, EventsModule],
        ...[LoggingModule, RateLimitsModule, HttpModule, AppointmentsHttpModule, MessagingHttpModule],
        ...routes,
      ],
    })
    class LabModule {}
    const app = await NestFactory.create<NestFastifyApplication>(LabModule, createAdapter(env), {
      logger: ['error', 'fatal'],
      abortOnError: false,
      bodyParser: false,
    });
    await app.setGlobalPrefix('api').listen(0, '127.0.0.1');
    sandbox.control.configure({
      targetUrl: await app.getUrl(),
      publicUrl,
      sendgrid: { mix: { dropped: 0, bounce: 0, blocked: 0, unsubscribe: 0, spamreport: 0 } },
      twilio: { mix: { undelivered: 0, failed: 0 } },
    });
    const lab = new AppointmentsLab(env, database, sandbox, app, jobs);
    if (worker) await lab.addWorker();
    return lab;
  }

  async addWorker(): Promise<INestApplicationContext> {
    const worker = await startWorker(this.env, this.jobs);
    this.workers.push(worker);
    return worker;
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await this.sandbox.close();
    await this.app.close();
    await this.database.drop();
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  sql<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.get(Database).sql(scope, work);
  }

  /** In a transaction of the team, with something of a worker's. */
  inWorker<S, T>({ scope }: TeamOfTest, type: Type<S>, work: (tx: Tx, it: S) => Promise<T>): Promise<T> {
    const worker = this.workers[0]!;
    return worker
      .get(Database, { strict: false })
      .transaction(scope, (tx) => work(tx, worker.get(type, { strict: false })));
  }

  async rows<T extends object = Record<string, Body>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.admin.query(sql, values)).rows as T[];
  }

  /** A team in New York that may text at any hour, unless told otherwise. */
  async team({ sendWindow = everyDay(allDay) as object } = {}): Promise<TeamOfTest> {
    const [teamId, userId] = [newId(), newId()];
    const email = `${userId}@bell.example`;
    await this.rows(
      `INSERT INTO team (id, name, slug, timezone, messaging_policy, updated_at) VALUES ($1, 'Bell Realty', $2, 'America/New_York', $3, now())`,
      [teamId, `bell-${teamId}`, { sendWindow }],
    );
    await this.member(teamId, userId, email);
    return { scope: TenantScope.of(teamId), userId, email };
  }

  async member(teamId: string, userId = newId(), email = `${userId}@bell.example`): Promise<string> {
    await this.rows(
      `INSERT INTO app_user (id, email, password_hash, name, timezone, updated_at) VALUES ($1, $2, 'x', 'Jo Bell', 'America/New_York', now())`,
      [userId, email],
    );
    await this.rows(`INSERT INTO membership (team_id, user_id, role) VALUES ($1, $2, 'OWNER')`, [
      teamId,
      userId,
    ]);
    return userId;
  }

  async lead(
    { scope }: TeamOfTest,
    { timezone = null as string | null, name = 'Pat Lopez' } = {},
  ): Promise<LeadOfTest> {
    number += 1;
    const lead = { id: newId(), phone: `+1212555${number}`, email: `pat${number}@example.com` };
    await this.rows(
      `INSERT INTO lead (id, team_id, name, first_name, email, phone, timezone, sms_consent, updated_at)
       VALUES ($1, $2, $3, 'Pat', $4, $5, $6, 'granted', now())`,
      [lead.id, scope.teamId, name, lead.email, lead.phone, timezone],
    );
    return lead;
  }

  /** Calls a route as the team's owner. */
  async call(
    { scope, userId }: Pick<TeamOfTest, 'scope' | 'userId'>,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    { role = 'OWNER' as TeamRole, headers = {} as Record<string, string> } = {},
  ): Promise<Answer> {
    const answer = await this.app.inject({
      ...{ method, url: `/api${path}` },
      headers: { authorization: `${scope.teamId} ${userId} ${role}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    const isJson = /json/.test(String(answer.headers['content-type']));
    return { status: answer.statusCode, body: isJson ? answer.json() : undefined, text: answer.body };
  }

  /** Books an appointment that starts in `inMinutes`, with no invitations unless told otherwise. */
  async book(team: TeamOfTest, input: object, inMinutes = 240): Promise<Body> {
    const startAt = new Date(Date.now() + inMinutes * 60_000).toISOString();
    const { status, body } = await this.call(team, 'POST', '/appointments', {
      ...{ title: 'Tour of 12 Main St', type: 'SHOWING', startAt, invite: false },
      ...input,
    });
    if (status !== 201) throw new Error(`the booking was refused: ${JSON.stringify(body)}`);
    return body;
  }

  async appointment(team: TeamOfTest, id: string): Promise<Body> {
    return (await this.call(team, 'GET', `/appointments/${id}`)).body;
  }

  /** Lets `minutes` pass for an appointment: everything about it happens so much earlier. What is due then fires. */
  async pass(id: string, minutes: number): Promise<void> {
    const ago = `${minutes} minutes`;
    await this.rows(
      `WITH moved AS (
         UPDATE appointment SET start_at = start_at - $2::interval, end_at = end_at - $2::interval WHERE id = $1 RETURNING id
       ), reminders AS (
         UPDATE appointment_reminder SET start_at = start_at - $2::interval, due_at = due_at - $2::interval WHERE appointment_id = $1
         RETURNING job_id
       )
       UPDATE job SET due_at = due_at - $2::interval, run = run + 1, enqueued_at = NULL
       FROM reminders WHERE job.id = reminders.job_id AND job.state = 'scheduled'`,
      [id, ago],
    );
  }

  /** Makes a reminder's job due now, as if its time had come. */
  async fire(id: string, channel = 'SMS'): Promise<void> {
    await this.rows(
      `UPDATE job SET due_at = now(), run = run + 1, enqueued_at = NULL, state = 'scheduled' FROM appointment_reminder r
       WHERE r.appointment_id = $1 AND r.channel = $2 AND job.id = r.job_id AND job.state = 'scheduled'`,
      [id, channel],
    );
  }

  reminders(id: string) {
    return this.rows<{
      id: string;
      revision: number;
      channel: string;
      state: string;
      reason: string | null;
      job_id: string;
      message_id: string | null;
      due_at: Date;
      recipient: string;
    }>(`SELECT * FROM appointment_reminder WHERE appointment_id = $1 ORDER BY revision, due_at, id`, [id]);
  }

  async until(id: string, channel: string, state: string) {
    return eventually(async () => {
      const reminder = (await this.reminders(id)).findLast((one) => one.channel === channel);
      expect(reminder).toMatchObject({ state });
      return reminder!;
    });
  }

  texts(phone: string): string[] {
    const texts = this.sandbox.control.outbox(phone).texts as { to: string; body: string }[];
    return texts.filter(({ to }) => to === phone).map(({ body }) => body);
  }

  mails(email: string): Body[] {
    return this.sandbox.control.outbox(email).emails;
  }

  untilTexts(phone: string, count: number): Promise<string[]> {
    return eventually(() => {
      const texts = this.texts(phone);
      expect(texts).toHaveLength(count);
      return texts;
    });
  }

  /** The lead texts back. */
  async reply({ phone }: LeadOfTest, body: string, more: object = {}): Promise<void> {
    await this.sandbox.control.inboundText({ from: phone, to: '+15005550006', body, ...more });
  }

  tasks({ scope }: TeamOfTest) {
    return this.rows<{ title: string; description: string; status: string; assigned_to_id: string }>(
      `SELECT * FROM task WHERE team_id = $1 ORDER BY id`,
      [scope.teamId],
    );
  }

  async events({ scope }: TeamOfTest): Promise<string[]> {
    const rows = await this.rows<{ name: string }>(
      `SELECT name FROM domain_event WHERE team_id = $1 AND name LIKE 'appointment.%' ORDER BY id`,
      [scope.teamId],
    );
    return rows.map(({ name }) => name);
  }

  /** Nothing about the team is queued or running any more, but for what waits for a later time. */
  async quiet({ scope }: TeamOfTest): Promise<void> {
    await eventually(async () => {
      // One statement: an event becomes jobs between two.
      const [open] = await this.rows(
        `SELECT (SELECT count(*)::int FROM job WHERE team_id = $1
             AND (state = 'active' OR state IN ('scheduled', 'retrying') AND due_at <= now())) AS busy,
           (SELECT count(*)::int FROM domain_event WHERE team_id = $1 AND dispatched_at IS NULL) AS waiting`,
        [scope.teamId],
      );
      expect(open).toEqual({ busy: 0, waiting: 0 });
    });
  }
}

async function startWorker(env: Env, jobs: Type[]): Promise<INestApplicationContext> {
  @Global()
  @Module({ providers: [{ provide: Env, useValue: env }], exports: [Env] })
  class LabEnvModule {}
  @Module({
    imports: [
      ...[
        LabEnvModule,
        ClockModule,
        CryptoModule,
        DatabaseModule,
        JobsModule,
        EventsModule,
        JobsWorkerModule,
      ],
      ...[MessagingWorkerModule, AppointmentsWorkerModule],
      ...jobs,
    ],
  })
  class LabWorkerModule {}
  return NestFactory.createApplicationContext(LabWorkerModule, {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
}
