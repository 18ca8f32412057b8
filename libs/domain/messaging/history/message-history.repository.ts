import { Injectable } from '@nestjs/common';
import { firstIdAt, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { NewestFirst } from '@platform/paging';

const shape = {
  id: 'uuid',
  direction: 'text',
  channel: 'text',
  state: 'text',
  purpose: 'text?',
  sourceKind: 'text?',
  sourceId: 'uuid?',
  address: 'text?',
  subject: 'text?',
  html: 'text?',
  text: 'text',
  values: 'json',
  dueAt: 'date?',
  sentAt: 'date?',
  openedAt: 'date?',
  clickedAt: 'date?',
  repliedAt: 'date?',
} as const;
export type HistoryRow = RowOf<typeof shape>;

@Injectable()
export class MessageHistoryRepository {
  /** Their ids are in the order of time, and the index of a lead's messages is in the order of their ids. */
  async ofLead(tx: SqlTx, leadId: string, { before, from, to, limit }: NewestFirst): Promise<HistoryRow[]> {
    const bounds = [
      ...(before ? [(id: Prisma.Sql) => Prisma.sql`AND ${id} < ${clamped(before)}::uuid`] : []),
      ...(from ? [(id: Prisma.Sql) => Prisma.sql`AND ${id} >= ${firstIdAt(from)}::uuid`] : []),
      ...(to ? [(id: Prisma.Sql) => Prisma.sql`AND ${id} < ${firstIdAt(to)}::uuid`] : []),
    ];
    const within = (id: Prisma.Sql) =>
      bounds.length > 0
        ? Prisma.join(
            bounds.map((bound) => bound(id)),
            ' ',
          )
        : Prisma.empty;
    return tx.rows(
      shape,
      Prisma.sql`SELECT * FROM (
        (SELECT m.id, 'out' AS direction, m.channel, m.state, m.purpose, m.source_kind AS "sourceKind",
            m.source_id AS "sourceId", m.to_address AS address, k.subject, k.html, k.text, m.merge_values AS "values",
            m.due_at AS "dueAt", m.handed_off_at AS "sentAt", m.opened_at AS "openedAt", m.clicked_at AS "clickedAt", m.replied_at AS "repliedAt"
          FROM message_ledger m JOIN message_content k ON k.id = m.content_id
          WHERE m.lead_id = ${leadId}::uuid AND m.team_id = brickwork_team() ${within(Prisma.sql`m.id`)}
          ORDER BY m.id DESC LIMIT ${limit})
        UNION ALL
        (SELECT i.id, 'in', i.channel, 'received', NULL, NULL, NULL, i.from_address, i.subject, NULL, i.body, NULL,
            NULL, NULL, NULL, NULL, NULL
          FROM inbound_message i
          WHERE i.lead_id = ${leadId}::uuid AND i.team_id = brickwork_team() ${within(Prisma.sql`i.id`)}
          ORDER BY i.id DESC LIMIT ${limit})
      ) AS both_ways ORDER BY id DESC LIMIT ${limit}`,
    );
  }
}

/** The id before which everything of an earlier instant lies, and of the same instant what has a smaller id. */
function clamped({ at, id }: { at: Date; id: string }): string {
  const [first, next] = [firstIdAt(at), firstIdAt(new Date(at.getTime() + 1))];
  return id < first ? first : id < next ? id : next;
}
