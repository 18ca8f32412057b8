import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx, teamOf } from '@platform/database';

export interface NewSignal {
  leadId: string;
  type: string;
  /** At most one signal of the team has it. */
  sourceKey: string;
  /** Default and upper bound: now, by Postgres. */
  occurredAt?: Date;
  weight?: number;
  subject?: string | null;
  note?: string | null;
  authorId?: string | null;
  expiresAt?: Date | null;
}

export interface SignalRow {
  id: string;
  leadId: string;
  type: string;
  sourceKey: string;
  occurredAt: Date;
  weight: number;
  subject: string | null;
  note: string | null;
  authorId: string | null;
  expiresAt: Date | null;
  createdAt: Date;
}

const shape = {
  id: 'uuid',
  leadId: 'uuid',
  type: 'text',
  sourceKey: 'text',
  occurredAt: 'date',
  weight: 'float',
  subject: 'text?',
  note: 'text?',
  authorId: 'uuid?',
  expiresAt: 'date?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, lead_id AS "leadId", type, source_key AS "sourceKey", occurred_at AS "occurredAt", weight, subject, note,
  author_id AS "authorId", expires_at AS "expiresAt", created_at AS "createdAt"`;

@Injectable()
export class SignalsRepository {
  /** Stores what is new and about a lead of the team; answers the leads it was about, with repetitions. */
  async insert(tx: SqlTx, signals: readonly NewSignal[]): Promise<{ id: string; leadId: string }[]> {
    if (signals.length === 0) return [];
    const column = <T>(pick: (signal: NewSignal) => T) => signals.map(pick);
    return tx.rows(
      { id: 'uuid', leadId: 'uuid' },
      Prisma.sql`INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at, weight, subject, note, author_id, expires_at)
        SELECT n.id, ${teamOf(tx)}::uuid, n.lead_id, n.type, n.source_key, least(n.occurred_at, now()), n.weight, n.subject, n.note,
          n.author_id, n.expires_at
        FROM unnest(${signals.map(newId)}::uuid[], ${column(({ leadId }) => leadId)}::uuid[], ${column(({ type }) => type)}::text[],
          ${column(({ sourceKey }) => sourceKey)}::text[], ${column(({ occurredAt }) => occurredAt?.toISOString() ?? null)}::timestamptz[],
          ${column(({ weight }) => weight ?? 1)}::float8[], ${column(({ subject }) => subject ?? null)}::text[],
          ${column(({ note }) => note ?? null)}::text[], ${column(({ authorId }) => authorId ?? null)}::uuid[],
          ${column(({ expiresAt }) => expiresAt?.toISOString() ?? null)}::timestamptz[])
          AS n (id, lead_id, type, source_key, occurred_at, weight, subject, note, author_id, expires_at)
        JOIN lead ON lead.id = n.lead_id ORDER BY n.source_key
        ON CONFLICT (team_id, source_key) DO NOTHING RETURNING id, lead_id AS "leadId"`,
    );
  }

  /** Which of these are leads of the team. */
  async knownLeads(tx: SqlTx, leadIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM lead WHERE id = ANY(${[...leadIds]}::uuid[])`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** What was known of a lead at `at`: nothing that was taken in later. */
  async ofLead(tx: SqlTx, leadId: string, at: Date): Promise<SignalRow[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM score_signal WHERE lead_id = ${leadId}::uuid AND occurred_at <= ${at}::timestamptz
        AND created_at <= ${at}::timestamptz ORDER BY occurred_at, id`,
    );
  }

  async find(tx: SqlTx, leadId: string, id: string): Promise<SignalRow | undefined> {
    return tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM score_signal WHERE id = ${id}::uuid AND lead_id = ${leadId}::uuid`,
    );
  }

  /** Adjustments of a lead, the newest first. */
  async adjustments(tx: SqlTx, leadId: string): Promise<SignalRow[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM score_signal WHERE lead_id = ${leadId}::uuid AND type = 'adjustment'
        AND (expires_at IS NULL OR expires_at > now()) ORDER BY occurred_at DESC, id DESC LIMIT 100`,
    );
  }

  /** Ends a signal now: it stays on record. False when it had ended. */
  async withdraw(tx: SqlTx, id: string, by: string | null): Promise<boolean> {
    const touched =
      await tx.execute(Prisma.sql`UPDATE score_signal SET expires_at = now(), withdrawn_by_id = ${by}::uuid
      WHERE id = ${id}::uuid AND (expires_at IS NULL OR expires_at > now())`);
    return touched === 1;
  }

  /** Deletes everything that is known of leads that are gone. */
  async forget(tx: SqlTx, leadIds: readonly string[]): Promise<void> {
    const ids = [...leadIds];
    for (const table of ['score_signal', 'lead_score', 'score_history', 'score_due']) {
      await tx.execute(Prisma.sql`DELETE FROM ${Prisma.raw(table)} WHERE lead_id = ANY(${ids}::uuid[])`);
    }
  }
}
