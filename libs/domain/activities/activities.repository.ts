import { Injectable } from '@nestjs/common';
import { newId, Prisma, TenantScope, type SqlTx } from '@platform/database';
import type { Activity, ActivityEntry, ActivityFilter, ActivityPosition } from './activity';

const shape = {
  id: 'uuid',
  type: 'text',
  title: 'text',
  description: 'text?',
  leadId: 'uuid?',
  campaignId: 'uuid?',
  subjectId: 'uuid?',
  userId: 'uuid?',
  changes: 'json?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, type, title, description, lead_id AS "leadId", campaign_id AS "campaignId",
  subject_id AS "subjectId", user_id AS "userId", changes, created_at AS "createdAt"`;

/** One conjunct per filter; every one of them has an index that begins with it and ends with the order of the list. */
const conditions: {
  [K in keyof Required<ActivityFilter>]: (value: Required<ActivityFilter>[K]) => Prisma.Sql;
} = {
  leadId: (id) => Prisma.sql`lead_id = ${id}::uuid`,
  campaignId: (id) => Prisma.sql`campaign_id = ${id}::uuid`,
  subjectId: (id) => Prisma.sql`subject_id = ${id}::uuid`,
  userId: (id) => Prisma.sql`user_id = ${id}::uuid`,
  type: (types) => Prisma.sql`type = ANY(${types}::text[])`,
  exceptTypes: (types) => Prisma.sql`type <> ALL(${[...types]}::text[])`,
  from: (from) => Prisma.sql`created_at >= ${from}::timestamptz`,
  to: (to) => Prisma.sql`created_at < ${to}::timestamptz`,
};

@Injectable()
export class ActivitiesRepository {
  /** Writes all entries with one statement; answers their ids in the same order. */
  async insert(tx: SqlTx, entries: ActivityEntry[]): Promise<string[]> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('an activity needs a team');
    const rows = entries.map((entry) => ({ id: newId(), ...entry }));
    await tx.execute(Prisma.sql`
      INSERT INTO activity (id, team_id, type, title, description, lead_id, campaign_id, subject_id, user_id, changes)
      SELECT id, ${tx.scope.teamId}::uuid, type, title, description, "leadId", "campaignId", "subjectId", "userId", changes
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS entry(
        id uuid, type text, title text, description text, "leadId" uuid, "campaignId" uuid,
        "subjectId" uuid, "userId" uuid, changes jsonb)`);
    return rows.map(({ id }) => id);
  }

  async find(tx: SqlTx, id: string): Promise<Activity | undefined> {
    return tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM activity WHERE id = ${id}::uuid`);
  }

  /** Newest first. */
  async list(
    tx: SqlTx,
    filter: ActivityFilter,
    after: ActivityPosition | undefined,
    limit: number,
  ): Promise<Activity[]> {
    const where = (Object.keys(conditions) as (keyof ActivityFilter)[]).flatMap((key) =>
      filter[key] === undefined ? [] : [(conditions[key] as (value: unknown) => Prisma.Sql)(filter[key])],
    );
    if (after)
      where.push(Prisma.sql`(created_at, id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`);
    const restriction = where.length > 0 ? Prisma.sql`WHERE ${Prisma.join(where, ' AND ')}` : Prisma.empty;
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM activity ${restriction} ORDER BY created_at DESC, id DESC LIMIT ${limit}`,
    );
  }

  /** Which of the named subjects this team has; row-level security hides those of others. */
  async known(
    tx: SqlTx,
    ids: { leadId?: string | null; campaignId?: string | null; userId?: string | null },
  ): Promise<{ lead: boolean; campaign: boolean; user: boolean }> {
    return tx.one(
      { lead: 'bool', campaign: 'bool', user: 'bool' },
      Prisma.sql`SELECT
        ${ids.leadId ?? null}::uuid IS NULL OR EXISTS (SELECT FROM lead WHERE id = ${ids.leadId ?? null}::uuid) AS lead,
        ${ids.campaignId ?? null}::uuid IS NULL OR EXISTS (SELECT FROM campaign WHERE id = ${ids.campaignId ?? null}::uuid) AS campaign,
        ${ids.userId ?? null}::uuid IS NULL OR EXISTS (SELECT FROM membership WHERE user_id = ${ids.userId ?? null}::uuid) AS "user"`,
    );
  }
}
