import type { IncomingHttpHeaders } from 'node:http';
import { Global, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CampaignsModule } from '@domain/campaigns';
import { CampaignsHttpModule } from '@domain/campaigns/http';
import { Actor, Authenticator, permissionsOf } from '@platform/auth';
import { Clock, FixedClock } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { Database, DatabaseModule, newId, TenantScope, type TeamRole } from '@platform/database';
import { DomainError } from '@platform/errors';
import { EventsModule } from '@platform/events';
import { createAdapter, HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { LoggingModule } from '@platform/logging';
import { RateLimitsModule } from '@platform/rate-limits';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';

export interface TeamOfTest {
  scope: TenantScope;
  userId: string;
  /** One lead per entry, in this order. */
  leadIds: string[];
}

export interface LeadOfTest {
  email?: string | null;
  phone?: string | null;
  timezone?: string | null;
}

/** What the routes answer, as far as the tests look at it. */
export interface AnswerBody {
  [property: string]: unknown;
  id: string;
  status: string;
  code: string;
  count: number;
  allowed: string[];
  errors: { field: string; code: string }[];
  messages: { messageId: string; to: string }[];
}

export interface LabOptions {
  /** What the clock shows, for good. Default: the real time. */
  now?: Date;
  env?: Parameters<typeof testEnv>[1];
  /** Routes besides the slice's own. */
  modules?: Type[];
}

/** Who is calling is written on the request itself: these tests are about campaigns, not about signing in. */
@Injectable()
class StatedCaller extends Authenticator {
  override async authenticate(headers: IncomingHttpHeaders): Promise<Actor> {
    const [teamId, userId, role] = (headers.authorization ?? '').split(' ');
    if (!teamId || !userId)
      throw new DomainError('unauthenticated', 'unauthenticated', 'Nobody is signed in.');
    const scope = TenantScope.of(teamId);
    const permissions = permissionsOf(role as TeamRole);
    const caller = { kind: 'user', userId, teamId, role: role as TeamRole, scope, permissions } as const;
    return new Actor({ ...caller, apiKeyId: null, sessionId: null });
  }
}

/** The slice on a real database, without workers: jobs stay rows that a test looks at or runs by hand. */
export class CampaignsLab {
  private constructor(
    readonly env: Env,
    readonly database: TestDatabase,
    readonly app: NestFastifyApplication,
    readonly clock: FixedClock,
  ) {}

  static async start({ now, env: overrides, modules = [] }: LabOptions = {}): Promise<CampaignsLab> {
    const database = await createTestDatabase();
    const clock = new FixedClock(now ?? new Date());
    const env = testEnv(database, overrides);
    @Global()
    @Module({
      providers: [
        { provide: Env, useValue: env },
        now ? { provide: Clock, useValue: clock } : Clock,
        { provide: Authenticator, useClass: StatedCaller },
      ],
      exports: [Env, Clock, Authenticator],
    })
    class LabSettingsModule {}
    @Module({
      imports: [
        LabSettingsModule,
        CryptoModule,
        DatabaseModule,
        JobsModule,
        EventsModule,
        LoggingModule,
        RateLimitsModule,
        HttpModule,
        CampaignsHttpModule,
        CampaignsModule,
        ...modules,
      ],
    })
    class LabModule {}
    const app = await NestFactory.create<NestFastifyApplication>(LabModule, createAdapter(env), {
      logger: ['error', 'fatal'],
      abortOnError: false,
      bodyParser: false,
    });
    await app.setGlobalPrefix('api').init();
    return new CampaignsLab(env, database, app, clock);
  }

  /** Calls a route as a member of `team` with `role`. */
  async call(
    team: TeamOfTest,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    { role = 'OWNER' as TeamRole, headers = {} as Record<string, string> } = {},
  ): Promise<{ status: number; body: AnswerBody; headers: Record<string, unknown> }> {
    const answer = await this.app.inject({
      method,
      url: `/api/campaigns${path}`,
      headers: { authorization: `${team.scope.teamId} ${team.userId} ${role}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    const parsed: unknown = answer.body === '' ? {} : answer.json();
    return { status: answer.statusCode, body: parsed as AnswerBody, headers: answer.headers };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  get db(): Database {
    return this.app.get(Database);
  }

  /** A team in Chicago with a postal address, an owner and `leads`. */
  async team(leads: LeadOfTest[]): Promise<TeamOfTest> {
    const { admin } = this.database;
    const [teamId, userId] = [newId(), newId()];
    await admin.query(
      `INSERT INTO team (id, name, slug, timezone, postal_address, updated_at)
       VALUES ($1, 'Bell Realty', $2, 'America/Chicago', '12 Main St, Austin, TX', now())`,
      [teamId, `bell-${teamId}`],
    );
    await admin.query(
      `INSERT INTO app_user (id, email, password_hash, name, updated_at) VALUES ($1, $2, 'x', 'Jo Bell', now())`,
      [userId, `${userId}@bell.example`],
    );
    await admin.query(`INSERT INTO membership (team_id, user_id, role) VALUES ($1, $2, 'OWNER')`, [
      teamId,
      userId,
    ]);
    const rows = leads.map(({ email, ...lead }, index) => {
      const names = { name: `Lead ${index}`, first_name: `First${index}` };
      return {
        id: newId(),
        ...names,
        ...lead,
        email: email === undefined ? `lead${index}@example.com` : email,
      };
    });
    await admin.query(
      `INSERT INTO lead (id, team_id, name, first_name, email, phone, timezone, sms_consent, updated_at)
       SELECT id, $1, name, first_name, email, phone, timezone, 'granted', now()
       FROM jsonb_to_recordset($2) AS l(id uuid, name text, first_name text, email text, phone text, timezone text)`,
      [teamId, JSON.stringify(rows)],
    );
    return { scope: TenantScope.of(teamId), userId, leadIds: rows.map(({ id }) => id) };
  }

  async rows<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.admin.query(sql, values)).rows as T[];
  }

  launchJobs(campaignId: string) {
    return this.rows<{ state: string; due_at: Date; payload: { revision: number } }>(
      `SELECT state, due_at, payload FROM job WHERE name = 'campaigns.launch' AND payload->>'campaignId' = $1 ORDER BY id`,
      [campaignId],
    );
  }

  async trail(campaignId: string): Promise<string[]> {
    const rows = await this.rows<{ type: string }>(
      'SELECT type FROM activity WHERE campaign_id = $1 ORDER BY id',
      [campaignId],
    );
    return rows.map(({ type }) => type);
  }
}
