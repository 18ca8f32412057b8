import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CampaignsModule } from '@domain/campaigns';
import { Clock, FixedClock } from '@platform/clock';
import { Env } from '@platform/config';
import { Database, DatabaseModule, newId, TenantScope } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
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
  assignedToId?: string;
}

/** The slice on a real database, without workers: jobs stay rows that a test looks at or runs by hand. */
export class CampaignsLab {
  private constructor(
    readonly database: TestDatabase,
    readonly app: INestApplicationContext,
    readonly clock: FixedClock,
  ) {}

  static async start(now: Date): Promise<CampaignsLab> {
    const database = await createTestDatabase();
    const clock = new FixedClock(now);
    @Global()
    @Module({
      providers: [
        { provide: Env, useValue: testEnv(database) },
        { provide: Clock, useValue: clock },
      ],
      exports: [Env, Clock],
    })
    class LabSettingsModule {}
    @Module({ imports: [LabSettingsModule, DatabaseModule, JobsModule, EventsModule, CampaignsModule] })
    class LabModule {}
    const app = await NestFactory.createApplicationContext(LabModule, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    return new CampaignsLab(database, app, clock);
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
    const leadIds = leads.map(() => newId());
    for (const [index, lead] of leads.entries()) {
      await admin.query(
        `INSERT INTO lead (id, team_id, name, first_name, email, phone, timezone, assigned_to_id, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
        [
          leadIds[index],
          teamId,
          `Lead ${index}`,
          `First${index}`,
          lead.email === undefined ? `lead${index}@example.com` : lead.email,
          lead.phone ?? null,
          lead.timezone ?? null,
          lead.assignedToId ?? null,
        ],
      );
    }
    return { scope: TenantScope.of(teamId), userId, leadIds };
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
