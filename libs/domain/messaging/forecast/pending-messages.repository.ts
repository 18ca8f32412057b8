import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const shape = {
  id: 'uuid',
  channel: 'text',
  purpose: 'text',
  sourceId: 'uuid',
  sourceKind: 'text',
  sourceState: 'text',
  dedupeKey: 'text',
  state: 'text',
  dueAt: 'date',
  notAfter: 'date?',
  hoursZone: 'text?',
  subject: 'text?',
  html: 'text?',
  text: 'text',
  values: 'json',
} as const;
export type PendingRow = RowOf<typeof shape>;

@Injectable()
export class PendingMessagesRepository {
  /** What is on record for a lead and has not left, the first due first. */
  async ofLead(tx: SqlTx, leadId: string, until: Date, limit: number): Promise<PendingRow[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT m.id, m.channel, m.purpose, m.source_id AS "sourceId", m.source_kind AS "sourceKind",
          s.state AS "sourceState", m.dedupe_key AS "dedupeKey", m.state, m.due_at AS "dueAt",
          m.not_after AS "notAfter", m.hours_zone AS "hoursZone", k.subject, k.html, k.text, m.merge_values AS "values"
        FROM message_ledger m JOIN message_source s ON s.id = m.source_id JOIN message_content k ON k.id = m.content_id
        WHERE m.team_id = brickwork_team() AND m.lead_id = ${leadId}::uuid
          AND m.state IN ('queued', 'held', 'claimed', 'handed_off') AND m.own_state IN ('queued', 'held')
          AND m.due_at < ${until} AND s.state <> 'cancelled'
        ORDER BY m.due_at, m.id LIMIT ${limit}`,
    );
  }

  /** Those of `sourceIds` whose frozen audience holds the lead and has not become messages so far. */
  async waitingAudiences(tx: SqlTx, leadId: string, sourceIds: readonly string[]): Promise<Set<string>> {
    if (sourceIds.length === 0) return new Set();
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT DISTINCT source_id AS id FROM audience_part
        WHERE source_id = ANY(${[...sourceIds]}::uuid[]) AND ${leadId}::uuid = ANY(lead_ids)`,
    );
    return new Set(rows.map(({ id }) => id));
  }
}
