import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { HourSpan } from '../choice/working-hours';
import type { RoutingSettings, SettingsChanges } from './person';

@Injectable()
export class RoutingSettingsRepository {
  /** Whoever decides about leads of the team, or changes what is decided by, holds it: they take turns. */
  async hold(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO routing_settings (team_id) VALUES (brickwork_team())
      ON CONFLICT (team_id) DO UPDATE SET team_id = routing_settings.team_id`);
  }

  async read(tx: SqlTx): Promise<RoutingSettings> {
    const { hours, ...row } = await tx.one(
      { hours: 'json?', zone: 'text', slaMinutes: 'int?', routeImports: 'bool' },
      Prisma.sql`SELECT s.hours, coalesce(s.zone, t.timezone) AS zone, s.sla_minutes AS "slaMinutes",
          coalesce(s.route_imports, false) AS "routeImports"
        FROM team t LEFT JOIN routing_settings s ON s.team_id = t.id WHERE t.id = brickwork_team()`,
    );
    return { ...row, hours: hours as HourSpan[] | null };
  }

  async write(tx: SqlTx, changes: SettingsChanges): Promise<void> {
    const { hours, zone, slaMinutes, routeImports } = changes;
    const json = hours ? JSON.stringify(hours) : null;
    await tx.execute(Prisma.sql`UPDATE routing_settings SET
        hours = CASE WHEN ${hours !== undefined} THEN ${json}::jsonb ELSE hours END,
        zone = CASE WHEN ${zone !== undefined} THEN ${zone ?? null} ELSE zone END,
        sla_minutes = CASE WHEN ${slaMinutes !== undefined} THEN ${slaMinutes ?? null}::int ELSE sla_minutes END,
        route_imports = coalesce(${routeImports ?? null}::boolean, route_imports), updated_at = now()
      WHERE team_id = brickwork_team()`);
  }

  /** Whether anything is to happen when a lead arrives. */
  async isUsed(tx: SqlTx): Promise<boolean> {
    const { used } = await tx.one(
      { used: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM routing_rule WHERE team_id = brickwork_team() AND enabled)
        OR EXISTS (SELECT FROM routing_settings WHERE team_id = brickwork_team() AND sla_minutes IS NOT NULL) AS used`,
    );
    return used;
  }

  /** Postgres' clock. */
  async now(tx: SqlTx): Promise<Date> {
    return (await tx.one({ now: 'date' }, Prisma.sql`SELECT now() AS now`)).now;
  }
}
