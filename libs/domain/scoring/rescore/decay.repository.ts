import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class DecayRepository {
  /** Teams with scores that time may have changed. Across teams. */
  async fadedTeams(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId" FROM lead_score WHERE next_decay_at <= now()`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** The next leads whose scores time may have changed, by id. */
  async fadedLeads(tx: SqlTx, behind: string | null, limit: number): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT lead_id AS id FROM lead_score WHERE team_id = brickwork_team() AND next_decay_at <= now()
        AND (${behind}::uuid IS NULL OR lead_id > ${behind}::uuid) ORDER BY lead_id LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }
}
