import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

const shape = {
  leadId: 'uuid',
  startedAt: 'date',
  userId: 'uuid?',
  ruleId: 'uuid?',
  revision: 'int',
  minutes: 'int?',
  dueAt: 'date?',
  breachedAt: 'date?',
  contactedAt: 'date?',
  contactedById: 'uuid?',
  contact: 'text?',
} as const;
const columns = Prisma.sql`lead_id AS "leadId", started_at AS "startedAt", user_id AS "userId", rule_id AS "ruleId", revision, minutes,
  due_at AS "dueAt", breached_at AS "breachedAt", contacted_at AS "contactedAt", contacted_by_id AS "contactedById", contact`;

/** From a lead's arrival to the first contact. */
export interface LeadResponse {
  leadId: string;
  startedAt: Date;
  userId: string | null;
  ruleId: string | null;
  revision: number;
  minutes: number | null;
  dueAt: Date | null;
  breachedAt: Date | null;
  contactedAt: Date | null;
  contactedById: string | null;
  contact: string | null;
}

/** What a person logs by hand that is a contact; a note is none. */
const contacts = ['call', 'email', 'sms', 'meeting', 'showing'];

@Injectable()
export class ResponseRepository {
  async find(tx: SqlTx, leadId: string): Promise<LeadResponse | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_response WHERE lead_id = ${leadId}::uuid`,
    );
    return row as LeadResponse | undefined;
  }

  async lock(tx: SqlTx, leadId: string): Promise<LeadResponse | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_response WHERE lead_id = ${leadId}::uuid FOR UPDATE`,
    );
    return row as LeadResponse | undefined;
  }

  /** Starts the lead's clock, or a new timer on it. Undefined when there was a contact already: then nothing is awaited. */
  async time(
    tx: SqlTx,
    timer: Pick<LeadResponse, 'leadId' | 'startedAt' | 'userId' | 'ruleId' | 'minutes' | 'dueAt'>,
  ): Promise<LeadResponse | undefined> {
    const { leadId, startedAt, userId, ruleId, minutes, dueAt } = timer;
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`INSERT INTO lead_response AS r (lead_id, team_id, started_at, user_id, rule_id, revision, minutes, due_at)
        VALUES (${leadId}::uuid, brickwork_team(), ${startedAt}::timestamptz, ${userId}::uuid, ${ruleId}::uuid, 1, ${minutes}::int,
          ${dueAt}::timestamptz)
        ON CONFLICT (lead_id) DO UPDATE SET user_id = excluded.user_id, rule_id = excluded.rule_id, revision = r.revision + 1,
          minutes = excluded.minutes, due_at = excluded.due_at
        WHERE r.contacted_at IS NULL RETURNING ${columns}`,
    );
    return row as LeadResponse | undefined;
  }

  async breached(tx: SqlTx, leadId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE lead_response SET breached_at = coalesce(breached_at, now()) WHERE lead_id = ${leadId}::uuid`,
    );
  }

  /** Of these leads those that wait for a first contact. */
  async waiting(tx: SqlTx, leadIds: readonly string[]): Promise<LeadResponse[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_response WHERE lead_id = ANY(${[...leadIds]}::uuid[]) AND contacted_at IS NULL
        ORDER BY lead_id FOR UPDATE`,
    );
    return rows as LeadResponse[];
  }

  /**
   * Ends the wait of those leads that a person was in contact with since they arrived: wrote a message in the inbox that a provider
   * has taken, logged a contact, or booked an appointment. What automations and keys do is none. Answers the leads.
   */
  async settle(tx: SqlTx, leadIds: readonly string[]): Promise<string[]> {
    const rows = await tx.rows(
      { leadId: 'uuid' },
      Prisma.sql`UPDATE lead_response r SET contacted_at = first.at, contacted_by_id = first.user_id, contact = first.contact
        FROM lead_response w CROSS JOIN LATERAL (
          SELECT c.* FROM (
            (SELECT 'message' AS contact, m.accepted_at AS at, m.user_id FROM message_ledger m
              WHERE m.team_id = brickwork_team() AND m.lead_id = w.lead_id AND m.source_kind = 'inbox' AND m.user_id IS NOT NULL
                AND m.accepted_at >= w.started_at ORDER BY m.accepted_at LIMIT 1)
            UNION ALL (SELECT 'activity', a.created_at, a.user_id FROM activity a
              WHERE a.team_id = brickwork_team() AND a.lead_id = w.lead_id AND a.user_id IS NOT NULL
                AND a.type = ANY(${contacts}::text[]) AND a.created_at >= w.started_at ORDER BY a.created_at LIMIT 1)
            UNION ALL (SELECT 'appointment', b.created_at, b.created_by_id FROM appointment b
              WHERE b.team_id = brickwork_team() AND b.lead_id = w.lead_id AND b.created_by_id IS NOT NULL
                AND b.created_at >= w.started_at ORDER BY b.created_at LIMIT 1)
          ) AS c ORDER BY c.at LIMIT 1) AS first
        WHERE w.lead_id = ANY(${[...leadIds]}::uuid[]) AND w.contacted_at IS NULL AND r.lead_id = w.lead_id
        RETURNING r.lead_id AS "leadId"`,
    );
    return rows.map(({ leadId }) => leadId);
  }
}
