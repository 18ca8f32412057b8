import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { closedLeads } from '../outcomes.sql';
import type { Scheme } from '../rules/rule';
import { leadColumnsWith, reasonsSql, scoringSql } from '../score.sql';
import type { ClosedLead } from './rule-contributions';

/** Leads that are scored at most. */
const maxLeads = 5_000;

@Injectable()
export class BackTestRepository {
  /** Won and lost leads, the newest, scored by what was known a moment before they closed. */
  async score(tx: SqlTx, scheme: Scheme): Promise<ClosedLead[]> {
    const rows = await tx.rows(
      { won: 'bool', overall: 'int', reasons: 'json' },
      Prisma.sql`WITH ${closedLeads(maxLeads)}, target AS MATERIALIZED (
          SELECT ${leadColumnsWith(Prisma.sql`closed.status_before`)}, closed.closed_at - interval '1 millisecond' AS at, closed.won
          FROM closed JOIN lead ON lead.id = closed.id),
        ${scoringSql(scheme)}, ${reasonsSql}
        SELECT target.won, scored.overall, coalesce(reasons.reasons, '{}') AS reasons FROM scored JOIN target ON target.id = scored.id
        LEFT JOIN reasons ON reasons.lead_id = scored.id ORDER BY scored.id`,
    );
    return rows as ClosedLead[];
  }
}
