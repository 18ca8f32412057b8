import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** What of a lead tells whether it is the same person. */
export interface PairedLead {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  company: string | null;
  city: string | null;
  state: string | null;
  status: string;
  assignedToId: string | null;
  createdAt: Date;
}

export interface DuplicatePair {
  id: string;
  /** 50 to 99. */
  score: number;
  reasons: string[];
  foundAt: Date;
  dismissedAt: Date | null;
  dismissedById: string | null;
  /** Two, the older first. */
  leads: PairedLead[];
}

const shape = {
  id: 'uuid',
  score: 'int',
  reasons: 'texts',
  foundAt: 'date',
  dismissedAt: 'date?',
  dismissedById: 'uuid?',
  leads: 'json',
} as const;

const summary = (lead: string) =>
  Prisma.raw(
    `json_build_object('id', ${lead}.id, 'name', ${lead}.name, 'email', ${lead}.email, 'phone', ${lead}.phone, 'company', ${lead}.company,
      'city', ${lead}.city, 'state', ${lead}.state, 'status', ${lead}.status, 'assignedToId', ${lead}.assigned_to_id,
      'createdAt', extract(epoch FROM ${lead}.created_at) * 1000)`,
  );
const columns = Prisma.sql`d.id, d.score, d.reasons, d.found_at AS "foundAt", d.dismissed_at AS "dismissedAt",
  d.dismissed_by_id AS "dismissedById", json_build_array(${summary('one')}, ${summary('two')}) AS leads`;
const bothLeads = Prisma.sql`JOIN lead one ON one.id = d.lead_id JOIN lead two ON two.id = d.other_id`;

export interface PairFilter {
  dismissed: boolean;
  leastScore?: number;
  leadId?: string;
  after?: { score: number; id: string };
  limit: number;
}

@Injectable()
export class PairsRepository {
  /** The likeliest first. */
  async list(tx: SqlTx, filter: PairFilter): Promise<DuplicatePair[]> {
    const { dismissed, leastScore = 0, leadId, after, limit } = filter;
    const where = [
      Prisma.sql`d.team_id = brickwork_team()`,
      dismissed ? Prisma.sql`d.dismissed_at IS NOT NULL` : Prisma.sql`d.dismissed_at IS NULL`,
      Prisma.sql`d.score >= ${leastScore}`,
    ];
    if (leadId)
      where.push(Prisma.sql`d.id IN (SELECT id FROM lead_duplicate WHERE lead_id = ${leadId}::uuid
        UNION ALL SELECT id FROM lead_duplicate WHERE other_id = ${leadId}::uuid)`);
    if (after) where.push(Prisma.sql`(d.score, d.id) < (${after.score}::bigint, ${after.id}::uuid)`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_duplicate d ${bothLeads} WHERE ${Prisma.join(where, ' AND ')}
        ORDER BY d.score DESC, d.id DESC LIMIT ${limit}`,
    );
    return rows.map(pairOf);
  }

  /** Null in `by` with `dismissed`: an API key did it. False when the caller sees no such pair. */
  async setDismissed(tx: SqlTx, id: string, dismissed: boolean, by: string | null): Promise<boolean> {
    const touched = await tx.execute(
      dismissed
        ? Prisma.sql`UPDATE lead_duplicate SET dismissed_at = coalesce(dismissed_at, now()),
            dismissed_by_id = CASE WHEN dismissed_at IS NULL THEN ${by}::uuid ELSE dismissed_by_id END WHERE id = ${id}::uuid`
        : Prisma.sql`UPDATE lead_duplicate SET dismissed_at = NULL, dismissed_by_id = NULL WHERE id = ${id}::uuid`,
    );
    return touched === 1;
  }

  async find(tx: SqlTx, id: string): Promise<DuplicatePair | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_duplicate d ${bothLeads} WHERE d.id = ${id}::uuid`,
    );
    return row && pairOf(row);
  }
}

function pairOf(row: Omit<DuplicatePair, 'leads'> & { leads: unknown }): DuplicatePair {
  const leads = (row.leads as (Omit<PairedLead, 'createdAt'> & { createdAt: number })[]).map((lead) => ({
    ...lead,
    createdAt: new Date(lead.createdAt),
  }));
  return { ...row, leads };
}
