import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import { LEAST_SCORE } from './match-score';

/** Leads of one key that a lead is compared with, the newest: a key that more share says little about any two of them. */
const mostPerKey = 20;

const shape = {
  id: 'uuid',
  name: 'text',
  email: 'text?',
  phone: 'text?',
  city: 'text?',
  state: 'text?',
  company: 'text?',
  earlierEmails: 'texts',
  earlierPhones: 'texts',
} as const;
export type ComparedLead = RowOf<typeof shape>;

/** Where a lead stands among those of its team. */
export interface LeadPlace {
  id: string;
  createdAt: Date;
}

export interface FoundPair {
  a: string;
  b: string;
  score: number;
  reasons: readonly string[];
}

const columns = Prisma.sql`lead.id, lead.name, lead.email, lead.phone, lead.city, lead.state, lead.company,
  coalesce(earlier.emails, '{}') AS "earlierEmails", coalesce(earlier.phones, '{}') AS "earlierPhones"`;
const withEarlier = Prisma.sql`LEFT JOIN LATERAL (
    SELECT array_agg(address) FILTER (WHERE channel = 'EMAIL') AS emails, array_agg(address) FILTER (WHERE channel = 'SMS') AS phones
    FROM lead_address WHERE lead_address.lead_id = lead.id) AS earlier ON true`;

@Injectable()
export class ComparisonRepository {
  async read(tx: SqlTx, ids: readonly string[]): Promise<ComparedLead[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead ${withEarlier} WHERE lead.id = ANY(${[...ids]}::uuid[]) ORDER BY lead.id`,
    );
  }

  /** In the order in which they came. */
  async next(tx: SqlTx, after: LeadPlace | null, limit: number): Promise<LeadPlace[]> {
    const behind = after
      ? Prisma.sql`AND (created_at, id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)`
      : Prisma.empty;
    return tx.rows(
      { id: 'uuid', createdAt: 'date' },
      Prisma.sql`SELECT id, created_at AS "createdAt" FROM lead WHERE team_id = brickwork_team() ${behind}
        ORDER BY created_at, id LIMIT ${limit}`,
    );
  }

  /** Makes the keys of these leads those given. */
  async writeKeys(
    tx: SqlTx,
    leadIds: readonly string[],
    keys: readonly { leadId: string; key: string }[],
  ): Promise<void> {
    const given = Prisma.sql`unnest(${keys.map(({ leadId }) => leadId)}::uuid[], ${keys.map(({ key }) => key)}::text[]) AS given(lead_id, key)`;
    await tx.execute(Prisma.sql`DELETE FROM lead_match_key k WHERE k.lead_id = ANY(${[...leadIds]}::uuid[])
      AND NOT EXISTS (SELECT FROM ${given} WHERE given.lead_id = k.lead_id AND given.key = k.key COLLATE "C")`);
    await tx.execute(Prisma.sql`INSERT INTO lead_match_key (team_id, key, lead_id)
      SELECT brickwork_team(), key, lead_id FROM ${given} ORDER BY key, lead_id ON CONFLICT DO NOTHING`);
  }

  /** Who shares a key with whom, each pair once. Each step is a look-up, however Postgres guesses: the number of steps is bounded by the keys, however many leads there are. */
  async sharing(
    tx: SqlTx,
    keys: readonly { leadId: string; key: string }[],
  ): Promise<{ a: string; b: string; similarity: number }[]> {
    return tx.rows(
      { a: 'uuid', b: 'uuid', similarity: 'float' },
      Prisma.sql`WITH pair AS MATERIALIZED (
          SELECT DISTINCT least(mine.lead_id, other.lead_id) AS a, greatest(mine.lead_id, other.lead_id) AS b
          FROM unnest(${keys.map(({ leadId }) => leadId)}::uuid[], ${keys.map(({ key }) => key)}::text[]) AS mine(lead_id, key)
          CROSS JOIN LATERAL (
            SELECT k.lead_id FROM lead_match_key k WHERE k.team_id = (SELECT brickwork_team()) AND k.key = mine.key COLLATE "C"
            ORDER BY k.lead_id DESC LIMIT ${mostPerKey + 1}) AS other
          WHERE other.lead_id <> mine.lead_id)
        SELECT pair.a, pair.b, similarity(one.name_key, two.name_key)::float8 AS similarity
        FROM pair
          CROSS JOIN LATERAL (SELECT name_key FROM lead WHERE lead.id = pair.a LIMIT 1) AS one
          CROSS JOIN LATERAL (SELECT name_key FROM lead WHERE lead.id = pair.b LIMIT 1) AS two`,
    );
  }

  /** Makes the open pairs of these leads those given. What somebody has dismissed stays as it is. */
  async writePairs(tx: SqlTx, leadIds: readonly string[], pairs: readonly FoundPair[]): Promise<void> {
    const ids = [...leadIds];
    const given = Prisma.sql`unnest(${pairs.map(({ a }) => a)}::uuid[], ${pairs.map(({ b }) => b)}::uuid[])`;
    // What another comparison has found since this one began is not gone.
    const gone = Prisma.sql`d.dismissed_at IS NULL AND d.found_at < now() AND NOT EXISTS (
      SELECT FROM ${given} AS given(a, b) WHERE given.a = d.lead_id AND given.b = d.other_id)`;
    // Two statements: each begins with an index of its own.
    await tx.execute(
      Prisma.sql`DELETE FROM lead_duplicate d WHERE d.lead_id = ANY(${ids}::uuid[]) AND ${gone}`,
    );
    await tx.execute(
      Prisma.sql`DELETE FROM lead_duplicate d WHERE d.other_id = ANY(${ids}::uuid[]) AND ${gone}`,
    );
    if (pairs.length === 0) return;
    await tx.execute(Prisma.sql`INSERT INTO lead_duplicate (id, team_id, lead_id, other_id, score, reasons)
      SELECT n.id, brickwork_team(), n.a, n.b, n.score, string_to_array(n.reasons, ',')
      FROM unnest(${pairs.map(newId)}::uuid[], ${pairs.map(({ a }) => a)}::uuid[], ${pairs.map(({ b }) => b)}::uuid[],
        ${pairs.map(({ score }) => score)}::int[], ${pairs.map(({ reasons }) => reasons.join(','))}::text[])
        AS n(id, a, b, score, reasons)
      WHERE n.score >= ${LEAST_SCORE} ORDER BY n.a, n.b
      ON CONFLICT (lead_id, other_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
        WHERE lead_duplicate.dismissed_at IS NULL
          AND (lead_duplicate.score, lead_duplicate.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons)`);
  }

  /** Leads that are gone have no like. */
  async forget(tx: SqlTx, ids: readonly string[]): Promise<void> {
    const gone = Prisma.sql`(SELECT id FROM unnest(${[...ids]}::uuid[]) AS named(id)
      WHERE NOT EXISTS (SELECT FROM lead WHERE lead.id = named.id))`;
    await tx.execute(Prisma.sql`DELETE FROM lead_match_key WHERE lead_id IN ${gone}`);
    await tx.execute(Prisma.sql`DELETE FROM lead_duplicate WHERE lead_id IN ${gone}`);
    await tx.execute(Prisma.sql`DELETE FROM lead_duplicate WHERE other_id IN ${gone}`);
  }
}
