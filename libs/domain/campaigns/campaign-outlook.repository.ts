import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class CampaignOutlookRepository {
  /** Whose audience the lead is in at this moment; one look-up by the lead's id in each. */
  async audiencesWith(
    tx: SqlTx,
    leadId: string,
    audiences: readonly { id: string; meant: Prisma.Sql }[],
  ): Promise<Set<string>> {
    if (audiences.length === 0) return new Set();
    const each = audiences.map(
      ({ id, meant }) => Prisma.sql`SELECT ${id}::uuid AS id
        WHERE EXISTS (SELECT FROM (${meant}) AS a WHERE a.id = ${leadId}::uuid)`,
    );
    const rows = await tx.rows({ id: 'uuid' }, Prisma.join(each, ' UNION ALL '));
    return new Set(rows.map(({ id }) => id));
  }

  async clocks(tx: SqlTx, leadId: string): Promise<{ team: string; lead: string | null }> {
    return tx.one(
      { team: 'text', lead: 'text?' },
      Prisma.sql`SELECT timezone AS team, (SELECT l.timezone FROM lead l WHERE l.id = ${leadId}::uuid) AS lead
        FROM team WHERE id = brickwork_team()`,
    );
  }
}
