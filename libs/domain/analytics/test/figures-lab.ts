import { randomUUID } from 'node:crypto';
import { Global, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AnalyticsModule,
  LeadReports,
  OutreachReports,
  OverviewReports,
  SalesReports,
  TeamPerformance,
} from '@domain/analytics';
import { Actor, permissionsOf } from '@platform/auth';
import { AnswerCache, CacheModule } from '@platform/cache';
import { Clock, FixedClock } from '@platform/clock';
import { ConfigModule } from '@platform/config';
import { DatabaseModule, TenantScope, type TeamRole } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { tablesScanned } from '../../../../test/support/plans';
import { testEnv } from '../../../../test/support/environment';
import type { Asked } from '../dashboard/period';
import { PeriodReports } from '../dashboard/period-reports.service';
import { Recount, type Days } from './recount';
import { storeFacts } from './stored-facts';
import { inventTeam, type TeamFacts } from './team-facts';

/** A Friday in the weeks after the clocks went back. */
const now = new Date('2026-11-20T15:20:00Z');
export const zone = 'America/New_York';

@Global()
@Module({ providers: [{ provide: Clock, useValue: new FixedClock(now) }], exports: [Clock] })
class StoppedClockModule {}

const reportsOf = (app: INestApplicationContext) => {
  const get = <T>(type: Type<T>) => app.get(type, { strict: false });
  return {
    overview: ({ scope }: Actor, asked: Asked) => get(OverviewReports).get(scope, asked),
    revenue: ({ scope }: Actor, asked: Asked) => get(SalesReports).revenue(scope, asked),
    conversion: ({ scope }: Actor, asked: Asked) => get(SalesReports).conversion(scope, asked),
    pipeline: ({ scope }: Actor, asked: Asked) => get(SalesReports).pipeline(scope, asked),
    funnel: ({ scope }: Actor, asked: Asked) => get(SalesReports).funnel(scope, asked),
    leads: ({ scope }: Actor, asked: Asked) => get(LeadReports).leads(scope, asked),
    sources: ({ scope }: Actor, asked: Asked) => get(LeadReports).sources(scope, asked),
    campaigns: ({ scope }: Actor, asked: Asked) => get(OutreachReports).campaigns(scope, asked),
    performance: (actor: Actor, asked: Asked) => get(TeamPerformance).get(actor, asked),
    forecast: ({ scope }: Actor) => get(SalesReports).forecast(scope),
  };
};
type Reports = ReturnType<typeof reportsOf>;

/** The reports on a database of their own: what figures are made of is written past the product, and no queue is needed. */
export class FiguresLab {
  readonly reports: Reports;

  private constructor(
    readonly database: TestDatabase,
    private readonly app: INestApplicationContext,
    readonly facts: TeamFacts,
    readonly owner: Actor,
    /** Sees their own leads and those of nobody. */
    readonly member: Actor,
  ) {
    this.reports = reportsOf(app);
  }

  static async start(): Promise<FiguresLab> {
    const database = await createTestDatabase();
    const env = testEnv(database);
    @Module({
      imports: [
        ...[
          ConfigModule.with(env),
          StoppedClockModule,
          DatabaseModule,
          CacheModule,
          JobsModule,
          EventsModule,
        ],
        AnalyticsModule,
      ],
    })
    class FiguresLabModule {}
    const app = await NestFactory.createApplicationContext(FiguresLabModule, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    const [teamId, otherTeam] = [await addTeam(database), await addTeam(database)];
    const owner = await addActor(database, teamId, 'Ora Field', 'OWNER');
    const member = await addActor(database, teamId, 'Mo Reed', 'MEMBER');
    const shutOut = await addActor(database, teamId, 'Al Gone', 'MEMBER');
    await database.admin.query('UPDATE membership SET deactivated_at = now() WHERE user_id = $1', [
      shutOut.userId,
    ]);
    const facts = inventTeam(7, now, zone, [owner.userId!, member.userId!, shutOut.userId!, randomUUID()]);
    await storeFacts(database.admin, teamId, facts);
    // Another team, whose figures must be in none of these.
    const other = await addActor(database, otherTeam, 'Other', 'OWNER');
    await storeFacts(database.admin, otherTeam, inventTeam(8, now, zone, [other.userId!]));
    return new FiguresLab(database, app, facts, owner, member);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  run(statement: string, values: unknown[]): Promise<unknown> {
    return this.database.admin.query(statement, values);
  }

  forget(): Promise<void> {
    return this.app.get(PeriodReports, { strict: false }).forget(this.owner.scope);
  }

  /** The tables that an answer reads from end to end. What was kept is passed by. */
  async scanned(scope: TenantScope, ask: () => Promise<unknown>): Promise<string[]> {
    const client = await this.database.admin.connect();
    const cache = this.app.get(AnswerCache, { strict: false });
    const kept = cache.through;
    let tables: string[] = [];
    cache.through = async (_scope, _name, _seconds, workOut) => {
      let answer: Awaited<ReturnType<typeof workOut>> | undefined;
      tables = await tablesScanned(client, scope, async (tx) => {
        answer = await workOut(tx);
      });
      return answer!;
    };
    try {
      await ask();
    } finally {
      cache.through = kept;
      client.release();
    }
    return tables;
  }

  recount(viewer: string | null): Recount {
    return new Recount(this.facts, zone, now, viewer);
  }

  /** A report as the owner and as the member see it, each beside its recount. */
  async views<N extends Exclude<keyof Reports, 'forecast'>>(name: N, asked: Asked) {
    type Told = Awaited<ReturnType<Reports[N]>>;
    const views: { told: Told; recount: Recount; days: Days & { previous: Days } }[] = [];
    for (const actor of [this.owner, this.member]) {
      const told = (await this.reports[name](actor, asked)) as Told;
      views.push({ told, recount: this.recount(actor.scope.viewerId), days: told.period });
    }
    return views;
  }
}

async function addTeam({ admin }: TestDatabase): Promise<string> {
  const id = randomUUID();
  await admin.query(
    `INSERT INTO team (id, name, slug, timezone, updated_at) VALUES ($1, 'Figures', $2, $3, now())`,
    [id, id, zone],
  );
  return id;
}

async function addActor(
  { admin }: TestDatabase,
  teamId: string,
  name: string,
  role: TeamRole,
): Promise<Actor> {
  const userId = randomUUID();
  await admin.query(
    `INSERT INTO app_user (id, email, password_hash, name, updated_at) VALUES ($1, $2, 'x', $3, now())`,
    [userId, `${userId}@figures.example`, name],
  );
  await admin.query('INSERT INTO membership (team_id, user_id, role) VALUES ($1, $2, $3::team_role)', [
    ...[teamId, userId, role],
  ]);
  const scope = TenantScope.of(teamId);
  return new Actor({
    ...{ kind: 'user', userId, apiKeyId: null, sessionId: null, teamId, role },
    ...{ scope: role === 'MEMBER' ? scope.seenBy(userId) : scope, permissions: permissionsOf(role) },
  });
}
