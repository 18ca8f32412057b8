import type { IncomingHttpHeaders } from 'node:http';
import { Global, Injectable, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ActivitiesHttpModule } from '@domain/activities/http';
import { LeadsModule } from '@domain/leads';
import { LeadsHttpModule } from '@domain/leads/http';
import { LeadsWorkerModule } from '@domain/leads/worker';
import { TasksModule } from '@domain/tasks';
import { TasksHttpModule } from '@domain/tasks/http';
import { Actor, Authenticator, permissionsOf } from '@platform/auth';
import { ClockModule } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { Database, DatabaseModule, newId, TenantScope, type TeamRole } from '@platform/database';
import { DomainError } from '@platform/errors';
import { EventsModule } from '@platform/events';
import { createAdapter, HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { LoggingModule } from '@platform/logging';
import { RateLimitsModule } from '@platform/rate-limits';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';

export interface TeamOfTest {
  scope: TenantScope;
  userId: string;
}

export interface Answer {
  status: number;
  // eslint-disable-next-line -- a test reads whatever the route answered
  body: any;
  text: string;
  headers: Record<string, unknown>;
}

/** Who is calling is written on the request itself: these tests are about leads, not about signing in. */
@Injectable()
class StatedCaller extends Authenticator {
  override async authenticate(headers: IncomingHttpHeaders): Promise<Actor> {
    const [teamId, userId, role] = (headers.authorization ?? '').split(' ');
    if (!teamId || !userId)
      throw new DomainError('unauthenticated', 'unauthenticated', 'Nobody is signed in.');
    const limited = role === 'VIEWER';
    const scope = limited ? TenantScope.of(teamId).seenBy(userId) : TenantScope.of(teamId);
    const known = limited ? 'MEMBER' : (role as TeamRole);
    const permissions = permissionsOf(known);
    const caller = { kind: 'user', userId, teamId, role: known, scope, permissions } as const;
    return new Actor({ ...caller, apiKeyId: null, sessionId: null });
  }
}

/** The slice behind the real edge on a database of its own; workers are started by those who need them. */
export class LeadsLab {
  private readonly workers: INestApplicationContext[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly env: Env,
    readonly app: NestFastifyApplication,
  ) {}

  /** `modules`: of slices above whose routes are called too. */
  static async start(modules: Type[] = [], settings?: Parameters<typeof testEnv>[1]): Promise<LeadsLab> {
    const database = await createTestDatabase();
    const env = testEnv(database, settings);
    @Module({
      imports: [
        ...platformOf(env),
        RateLimitsModule,
        HttpModule,
        LeadsHttpModule,
        ActivitiesHttpModule,
        TasksHttpModule,
        ...modules,
      ],
    })
    class ApiLabModule {}
    const app = await NestFactory.create<NestFastifyApplication>(ApiLabModule, createAdapter(env), {
      logger: ['error', 'fatal'],
      abortOnError: false,
      bodyParser: false,
    });
    await app.setGlobalPrefix('api').init();
    return new LeadsLab(database, env, app);
  }

  async startWorker(extra: Type[] = []): Promise<INestApplicationContext> {
    @Module({
      imports: [
        ...platformOf(this.env),
        JobsWorkerModule,
        LeadsWorkerModule,
        LeadsModule,
        TasksModule,
        ...extra,
      ],
    })
    class WorkerLabModule {}
    const worker = await NestFactory.createApplicationContext(WorkerLabModule, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    await worker.init();
    this.workers.push(worker);
    return worker;
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await this.app.close();
    await this.database.drop();
  }

  get db(): Database {
    return this.app.get(Database);
  }

  /** A team with one member who calls the routes. */
  async team(): Promise<TeamOfTest> {
    const teamId = newId();
    await this.sql(`INSERT INTO team (id, name, slug, updated_at) VALUES ($1, 'Bell Realty', $2, now())`, [
      teamId,
      `bell-${teamId}`,
    ]);
    return { scope: TenantScope.of(teamId), userId: await this.member(teamId) };
  }

  async member(teamId: string): Promise<string> {
    const userId = newId();
    await this.sql(
      `INSERT INTO app_user (id, email, password_hash, name, updated_at) VALUES ($1, $2, 'x', 'Jo Bell', now())`,
      [userId, `${userId}@bell.example`],
    );
    await this.sql(`INSERT INTO membership (team_id, user_id, role) VALUES ($1, $2, 'MEMBER')`, [
      teamId,
      userId,
    ]);
    return userId;
  }

  /** Past row-level security: for arranging and for oracles. */
  async sql<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.admin.query(text, values)).rows as T[];
  }

  /** Calls a route as the team's member; a `VIEWER` is a member who sees their own leads and nobody's. */
  async call(
    team: TeamOfTest,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    role: TeamRole | 'VIEWER' = 'OWNER',
  ): Promise<Answer> {
    const answer = await this.app.inject({
      method,
      url: `/api${path}`,
      headers: { authorization: `${team.scope.teamId} ${team.userId} ${role}`, ...formHeaders(body) },
      ...(body === undefined ? {} : { payload: body }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : undefined,
      text: answer.body,
      headers: answer.headers,
    };
  }

  /** Uploads a CSV file with the form's other fields. */
  upload(team: TeamOfTest, csv: string | Buffer, fields: Record<string, string> = {}): Promise<Answer> {
    return this.call(team, 'POST', '/leads/import', csvForm(csv, fields));
  }

  async activities(leadId: string): Promise<string[]> {
    const rows = await this.sql<{ type: string }>(
      'SELECT type FROM activity WHERE lead_id = $1 ORDER BY id',
      [leadId],
    );
    return rows.map(({ type }) => type);
  }

  async events(team: TeamOfTest, name: string): Promise<Record<string, unknown>[]> {
    const rows = await this.sql<{ payload: Record<string, unknown> }>(
      'SELECT payload FROM domain_event WHERE team_id = $1 AND name = $2 ORDER BY id',
      [team.scope.teamId, name],
    );
    return rows.map(({ payload }) => payload);
  }
}

function platformOf(env: Env) {
  @Global()
  @Module({
    providers: [
      { provide: Env, useValue: env },
      { provide: Authenticator, useClass: StatedCaller },
    ],
    exports: [Env, Authenticator],
  })
  class SettingsModule {}
  return [SettingsModule, ClockModule, CryptoModule, DatabaseModule, JobsModule, EventsModule, LoggingModule];
}

const boundary = 'brickworktestboundary';

/** A multipart form as a browser sends it: the fields first, then the file. */
function csvForm(csv: string | Buffer, fields: Record<string, string>): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="leads.csv"\r\nContent-Type: text/csv\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(parts.join('') + file),
    Buffer.from(csv),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

function formHeaders(body: object | undefined): Record<string, string> {
  return Buffer.isBuffer(body) ? { 'content-type': `multipart/form-data; boundary=${boundary}` } : {};
}
