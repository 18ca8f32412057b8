import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Attachment, NewAttachment, WaitingAttachment } from './attachment';

const shape = {
  id: 'uuid',
  name: 'text',
  contentType: 'text',
  size: 'int',
  contentId: 'text?',
  state: 'text',
  reason: 'text?',
} as const;
const columns = Prisma.sql`id, name, content_type AS "contentType", size, content_id AS "contentId", state, reason`;

@Injectable()
export class AttachmentsRepository {
  async insert(tx: SqlTx, inboundId: string, attachments: NewAttachment[]): Promise<void> {
    for (const [position, one] of attachments.entries()) {
      await tx.execute(Prisma.sql`INSERT INTO inbound_attachment
          (id, team_id, inbound_id, position, name, content_type, size, content_id, state, reason, source_url)
        VALUES (${newId()}::uuid, brickwork_team(), ${inboundId}::uuid, ${position}, ${one.name}, ${one.contentType}, ${one.size},
          ${one.contentId}, ${one.reason ? 'refused' : 'waiting'}, ${one.reason}, ${one.sourceUrl})
        ON CONFLICT (inbound_id, position) DO NOTHING`);
    }
  }

  async of(tx: SqlTx, inboundId: string): Promise<Attachment[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM inbound_attachment WHERE inbound_id = ${inboundId}::uuid ORDER BY position`,
    );
    return rows as Attachment[];
  }

  async waiting(tx: SqlTx, inboundId: string): Promise<WaitingAttachment[]> {
    const rows = await tx.rows(
      { ...shape, sourceUrl: 'text?' },
      Prisma.sql`SELECT ${columns}, source_url AS "sourceUrl" FROM inbound_attachment
        WHERE inbound_id = ${inboundId}::uuid AND state = 'waiting' ORDER BY position`,
    );
    return rows as WaitingAttachment[];
  }

  /** The stored file of an attachment, and what it is called. */
  async file(
    tx: SqlTx,
    inboundId: string,
    id: string,
  ): Promise<{ fileId: string; name: string; size: number } | undefined> {
    return tx.maybeOne(
      { fileId: 'uuid', name: 'text', size: 'int' },
      Prisma.sql`SELECT file_id AS "fileId", name, size FROM inbound_attachment
        WHERE id = ${id}::uuid AND inbound_id = ${inboundId}::uuid AND state = 'stored'`,
    );
  }

  /** False when it waits no more: whoever stored it a second time takes their copy away again. */
  async stored(
    tx: SqlTx,
    id: string,
    file: { fileId: string; size: number; contentType: string },
  ): Promise<boolean> {
    const changed =
      await tx.execute(Prisma.sql`UPDATE inbound_attachment SET state = 'stored', file_id = ${file.fileId}::uuid,
        size = ${file.size}, content_type = ${file.contentType}, source_url = NULL
      WHERE id = ${id}::uuid AND state = 'waiting'`);
    return changed === 1;
  }

  async refused(tx: SqlTx, id: string, reason: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE inbound_attachment SET state = 'refused', reason = ${reason}, source_url = NULL
      WHERE id = ${id}::uuid AND state = 'waiting'`);
  }
}
