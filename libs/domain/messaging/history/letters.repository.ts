import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { LetterQuery } from './letter';

const shape = {
  id: 'uuid',
  direction: 'text',
  channel: 'text',
  state: 'text',
  reason: 'text?',
  sourceKind: 'text?',
  sourceId: 'uuid?',
  leadId: 'uuid?',
  userId: 'uuid?',
  fromName: 'text?',
  from: 'text?',
  to: 'text?',
  subject: 'text?',
  text: 'text',
  html: 'text?',
  values: 'json',
  dueAt: 'date?',
  sentAt: 'date?',
  deliveredAt: 'date?',
  openedAt: 'date?',
  clickedAt: 'date?',
  repliedAt: 'date?',
  classified: 'text?',
  about: 'json',
} as const;
export type LetterRow = RowOf<typeof shape>;

const sentColumns = Prisma.sql`m.id, 'out' AS direction, m.channel, m.state, m.reason, m.source_kind AS "sourceKind",
  m.source_id AS "sourceId", m.lead_id AS "leadId", m.user_id AS "userId", k.from_name AS "fromName", k.from_address AS "from",
  m.to_address AS "to", k.subject, k.text, k.html, m.merge_values AS "values", m.due_at AS "dueAt", m.handed_off_at AS "sentAt",
  m.delivered_at AS "deliveredAt", m.opened_at AS "openedAt", m.clicked_at AS "clickedAt", m.replied_at AS "repliedAt",
  NULL::text AS classified, k.threading AS about`;
const receivedColumns = Prisma.sql`i.id, 'in', i.channel, 'received', NULL, NULL, NULL::uuid, i.lead_id, NULL::uuid,
  i.metadata->>'fromName', i.from_address, i.to_address, i.subject, i.body, i.html, NULL::jsonb, NULL::timestamptz, NULL::timestamptz,
  NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, i.classified,
  coalesce(i.metadata, '{}') || jsonb_build_object('messageId', i.provider_id)`;

@Injectable()
export class LettersRepository {
  /** The latest first: ids are in the order of time, and so are the indexes of a lead's messages. */
  async find(tx: SqlTx, query: LetterQuery): Promise<LetterRow[]> {
    const meant = (row: Prisma.Sql) => {
      const which =
        'ids' in query
          ? Prisma.sql`${row}.id = ANY(${query.ids}::uuid[])`
          : Prisma.sql`${row}.lead_id = ${query.leadId}::uuid AND ${row}.channel = ${query.channel}
              AND ${row}.id <> ALL(${query.except}::uuid[])`;
      const behind = query.before ? Prisma.sql`AND ${row}.id < ${query.before}::uuid` : Prisma.empty;
      return Prisma.sql`${row}.team_id = brickwork_team() AND ${which} ${behind}`;
    };
    return tx.rows(
      shape,
      Prisma.sql`SELECT * FROM (
        (SELECT ${sentColumns} FROM message_ledger m JOIN message_content k ON k.id = m.content_id
          WHERE ${meant(Prisma.sql`m`)} ORDER BY m.id DESC LIMIT ${query.limit})
        UNION ALL
        (SELECT ${receivedColumns} FROM inbound_message i WHERE ${meant(Prisma.sql`i`)} ORDER BY i.id DESC LIMIT ${query.limit})
      ) AS both_ways ORDER BY id DESC LIMIT ${query.limit}`,
    );
  }
}
