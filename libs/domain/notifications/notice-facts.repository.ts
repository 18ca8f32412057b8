import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** What notices say of their subjects. */
@Injectable()
export class NoticeFactsRepository {
  /** As people call them; null for who is gone. */
  async names(
    tx: SqlTx,
    { leadId, userId }: { leadId: string; userId: string | null },
  ): Promise<{ lead: string | null; user: string | null }> {
    return tx.one(
      { lead: 'text?', user: 'text?' },
      Prisma.sql`SELECT (SELECT name FROM lead WHERE id = ${leadId}::uuid) AS lead,
        (SELECT name FROM app_user WHERE id = ${userId}::uuid) AS "user"`,
    );
  }

  async zoneOf(tx: SqlTx, userId: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { zone: 'text' },
      Prisma.sql`SELECT timezone AS zone FROM app_user WHERE id = ${userId}::uuid`,
    );
    return row?.zone;
  }

  /** Those of the leads that somebody has. */
  async assignedLeads(tx: SqlTx, ids: string[]): Promise<Map<string, { name: string; userId: string }>> {
    const rows = await tx.rows(
      { id: 'uuid', name: 'text', userId: 'uuid' },
      Prisma.sql`SELECT id, name, assigned_to_id AS "userId" FROM lead
        WHERE team_id = brickwork_team() AND id = ANY(${ids}::uuid[]) AND assigned_to_id IS NOT NULL`,
    );
    return new Map(rows.map(({ id, name, userId }) => [id, { name, userId }]));
  }

  /** How replies begin. */
  async replies(tx: SqlTx, inboundIds: string[], characters: number): Promise<Map<string, string>> {
    const rows = await tx.rows(
      { id: 'uuid', text: 'text' },
      Prisma.sql`SELECT id, left(body, ${characters}) AS text FROM inbound_message
        WHERE team_id = brickwork_team() AND id = ANY(${inboundIds}::uuid[])`,
    );
    return new Map(rows.map(({ id, text }) => [id, text]));
  }

  /** Campaigns that a person made. */
  async campaigns(tx: SqlTx, ids: string[]): Promise<{ id: string; name: string; userId: string }[]> {
    return tx.rows(
      { id: 'uuid', name: 'text', userId: 'uuid' },
      Prisma.sql`SELECT id, name, created_by_id AS "userId" FROM campaign
        WHERE team_id = brickwork_team() AND id = ANY(${ids}::uuid[]) AND created_by_id IS NOT NULL`,
    );
  }

  /** Who answers for how the team treats its leads. */
  async managers(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { userId: 'uuid' },
      Prisma.sql`SELECT user_id AS "userId" FROM membership
        WHERE team_id = brickwork_team() AND role IN ('OWNER', 'ADMIN', 'MANAGER') ORDER BY user_id`,
    );
    return rows.map(({ userId }) => userId);
  }

  /** Who can do something about the team's accounts. */
  async administrators(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { userId: 'uuid' },
      Prisma.sql`SELECT user_id AS "userId" FROM membership
        WHERE team_id = brickwork_team() AND role IN ('OWNER', 'ADMIN') ORDER BY user_id`,
    );
    return rows.map(({ userId }) => userId);
  }
}
