import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx, type TeamRole } from '@platform/database';
import type { Candidate } from '../choice/candidate';
import type { HourSpan } from '../choice/working-hours';
import { pausedAs } from './available.sql';
import type { Availability, AvailabilityChanges, RoutingSettings } from './person';

const shape = {
  userId: 'uuid',
  name: 'text',
  role: 'text',
  pausedAs: 'text?',
  pausedUntil: 'date?',
  capacity: 'int?',
  hours: 'json?',
  zone: 'text',
  openLeads: 'int',
  lastServedAt: 'date?',
} as const;

/** Open leads are counted in the index of them, for those who are asked about alone. */
const columns = Prisma.sql`m.user_id AS "userId", u.name, m.role::text AS role, ${pausedAs} AS "pausedAs",
  coalesce(p.paused_until, u.away_until) AS "pausedUntil", p.capacity, p.hours, coalesce(p.zone, u.timezone) AS zone,
  (SELECT count(*)::int FROM lead l WHERE l.team_id = brickwork_team() AND l.assigned_to_id = m.user_id
    AND l.assigned_to_id IS NOT NULL AND l.status NOT IN ('WON', 'LOST')) AS "openLeads",
  p.last_served_at AS "lastServedAt"`;
const members = Prisma.sql`membership m JOIN app_user u ON u.id = m.user_id
  LEFT JOIN routing_person p ON p.team_id = m.team_id AND p.user_id = m.user_id`;

@Injectable()
export class RoutingPeopleRepository {
  /** Members with these ids or roles, as they stand. Somebody without hours of their own works those of the team. */
  async candidates(
    tx: SqlTx,
    { userIds, roles }: { userIds: readonly string[]; roles: readonly TeamRole[] },
    team: RoutingSettings,
  ): Promise<Candidate[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM ${members} WHERE m.team_id = brickwork_team() AND u.is_active
        AND (m.user_id = ANY(${[...userIds]}::uuid[]) OR m.role::text = ANY(${[...roles]}::text[]))`,
    );
    return rows.map(({ hours, zone, pausedUntil: _until, ...row }) => ({
      ...row,
      role: row.role as TeamRole,
      pausedAs: row.pausedAs as Candidate['pausedAs'],
      hours: hours
        ? { spans: hours as HourSpan[], zone }
        : team.hours && { spans: team.hours, zone: team.zone },
    }));
  }

  /** In order of id. */
  async list(
    tx: SqlTx,
    { after, limit, userId }: { after?: string; limit: number; userId?: string },
  ): Promise<Availability[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM ${members} WHERE m.team_id = brickwork_team() AND u.is_active
        AND (${after ?? null}::uuid IS NULL OR m.user_id > ${after ?? null}::uuid)
        AND (${userId ?? null}::uuid IS NULL OR m.user_id = ${userId ?? null}::uuid)
        ORDER BY m.user_id LIMIT ${limit}`,
    );
    return rows.map(({ role: _role, hours, pausedUntil, ...row }) => {
      const as = row.pausedAs as Availability['pausedAs'];
      return {
        ...row,
        ...{ pausedAs: as, available: as === null, hours: hours as HourSpan[] | null },
        pausedUntil: as === null ? null : pausedUntil,
      };
    });
  }

  async write(tx: SqlTx, userId: string, changes: AvailabilityChanges): Promise<void> {
    const { available, pausedUntil, capacity, hours, zone } = changes;
    const paused = available === undefined ? null : !available;
    const json = hours ? JSON.stringify(hours) : null;
    await tx.execute(Prisma.sql`INSERT INTO routing_person AS p (team_id, user_id, paused, paused_until, capacity, hours, zone)
      VALUES (brickwork_team(), ${userId}::uuid, ${paused ?? false}, ${pausedUntil ?? null}::timestamptz, ${capacity ?? null}::int,
        ${json}::jsonb, ${zone ?? null})
      ON CONFLICT (team_id, user_id) DO UPDATE SET
        paused = coalesce(${paused}::boolean, p.paused),
        paused_until = CASE WHEN ${pausedUntil !== undefined || available === true} THEN excluded.paused_until ELSE p.paused_until END,
        capacity = CASE WHEN ${capacity !== undefined} THEN excluded.capacity ELSE p.capacity END,
        hours = CASE WHEN ${hours !== undefined} THEN excluded.hours ELSE p.hours END,
        zone = CASE WHEN ${zone !== undefined} THEN excluded.zone ELSE p.zone END`);
  }

  /** Their turn is over. */
  async served(tx: SqlTx, userId: string): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO routing_person (team_id, user_id, last_served_at)
      VALUES (brickwork_team(), ${userId}::uuid, clock_timestamp())
      ON CONFLICT (team_id, user_id) DO UPDATE SET last_served_at = excluded.last_served_at`);
  }

  /** Those of the ids that are members. */
  async members(tx: SqlTx, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT user_id AS id FROM membership WHERE team_id = brickwork_team() AND user_id = ANY(${[...ids]}::uuid[])`,
    );
    return new Set(rows.map(({ id }) => id));
  }
}
