import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** Who is concerned by what whoever has the lead. */
@Injectable()
export class LiveFactsRepository {
  /** By task, who has it. */
  async assignees(tx: SqlTx, taskIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.rows(
      { id: 'uuid', userId: 'uuid' },
      Prisma.sql`SELECT id, assigned_to_id AS "userId" FROM task
        WHERE team_id = brickwork_team() AND id = ANY(${taskIds}::uuid[]) AND assigned_to_id IS NOT NULL`,
    );
    return peopleBy(rows);
  }

  /** By appointment, the members who attend. */
  async attendees(tx: SqlTx, appointmentIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.rows(
      { id: 'uuid', userId: 'uuid' },
      Prisma.sql`SELECT appointment_id AS id, user_id AS "userId" FROM appointment_attendee
        WHERE team_id = brickwork_team() AND appointment_id = ANY(${appointmentIds}::uuid[]) AND user_id IS NOT NULL`,
    );
    return peopleBy(rows);
  }

  /** By import, who ordered it. */
  async importers(tx: SqlTx, importIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.rows(
      { id: 'uuid', userId: 'uuid' },
      Prisma.sql`SELECT id, created_by_id AS "userId" FROM lead_import
        WHERE team_id = brickwork_team() AND id = ANY(${importIds}::uuid[]) AND created_by_id IS NOT NULL`,
    );
    return peopleBy(rows);
  }

  /** Sources that are being sent from just now, of all teams. System scope. */
  async sending(tx: SqlTx): Promise<{ teamId: string; sourceId: string }[]> {
    return tx.rows(
      { teamId: 'uuid', sourceId: 'text' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId", payload->>'sourceId' AS "sourceId" FROM job
        WHERE state = 'active' AND name = 'messaging.send-lane' AND team_id IS NOT NULL LIMIT 2000`,
    );
  }

  /** Those of the sources that are campaigns. */
  async campaigns(tx: SqlTx, sourceIds: string[]): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM campaign WHERE team_id = brickwork_team() AND id = ANY(${sourceIds}::uuid[])`,
    );
    return rows.map(({ id }) => id);
  }
}

function peopleBy(rows: { id: string; userId: string }[]): Map<string, string[]> {
  const byId = Map.groupBy(rows, ({ id }) => id);
  return new Map([...byId].map(([id, found]) => [id, found.map(({ userId }) => userId)]));
}
