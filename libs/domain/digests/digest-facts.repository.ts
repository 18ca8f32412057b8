import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** Lines of one part, and how many there are in all. */
export interface DigestPart {
  count: number;
  lines: string[];
}

/** A mail is no list: the rest is in the product. */
export const mostLines = 10;

@Injectable()
export class DigestFactsRepository {
  /** Open tasks of the person that are due before `until`, overdue ones first. */
  async tasks(tx: SqlTx, userId: string, until: Date): Promise<DigestPart> {
    return this.part(
      tx,
      Prisma.sql`SELECT t.title AS line, t.due_at AS "order" FROM task t
        WHERE t.team_id = brickwork_team() AND t.status IN ('PENDING', 'IN_PROGRESS') AND t.due_at < ${until}
          AND t.assigned_to_id = ${userId}::uuid`,
    );
  }

  /** Leads of the person that came in since. */
  async newLeads(tx: SqlTx, userId: string, since: Date): Promise<DigestPart> {
    return this.part(
      tx,
      Prisma.sql`SELECT l.name || coalesce(', ' || l.source, '') AS line, l.created_at AS "order" FROM lead l
        WHERE l.team_id = brickwork_team() AND l.assigned_to_id = ${userId}::uuid AND l.created_at >= ${since}`,
    );
  }

  /** Leads of the person that wrote to us since. Whoever did was in contact: only those leads' mail is looked at. */
  async replies(tx: SqlTx, userId: string, since: Date): Promise<DigestPart> {
    return this.part(
      tx,
      Prisma.sql`SELECT l.name AS line, said.at AS "order" FROM lead l CROSS JOIN LATERAL (
          SELECT max(i.received_at) AS at FROM inbound_message i WHERE i.lead_id = l.id AND i.received_at >= ${since}) AS said
        WHERE l.team_id = brickwork_team() AND l.assigned_to_id = ${userId}::uuid AND l.last_contact_at >= ${since}
          AND said.at IS NOT NULL`,
    );
  }

  private async part(tx: SqlTx, found: Prisma.Sql): Promise<DigestPart> {
    const rows = await tx.rows(
      { line: 'text', count: 'int' },
      Prisma.sql`SELECT line, count(*) OVER ()::int AS count FROM (${found}) AS found ORDER BY "order" LIMIT ${mostLines}`,
    );
    return { count: rows[0]?.count ?? 0, lines: rows.map(({ line }) => line) };
  }
}
