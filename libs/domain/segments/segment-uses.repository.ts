import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { SegmentUse, SegmentUser } from './segment';

@Injectable()
export class SegmentUsesRepository {
  async of(tx: SqlTx, segmentId: string): Promise<SegmentUse[]> {
    const rows = await tx.rows(
      { kind: 'text', id: 'uuid', name: 'text' },
      Prisma.sql`SELECT kind, used_by_id AS id, name FROM segment_use WHERE segment_id = ${segmentId}::uuid ORDER BY kind, name, used_by_id`,
    );
    return rows as SegmentUse[];
  }

  /** Which of the segments are there, kept from being deleted until the end of the transaction. */
  async hold(tx: SqlTx, ids: readonly string[]): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM segment WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR KEY SHARE`,
    );
    return rows.map(({ id }) => id);
  }

  async clear(tx: SqlTx, kind: SegmentUser, usedById: string): Promise<void> {
    await tx.execute(
      Prisma.sql`DELETE FROM segment_use WHERE team_id = brickwork_team() AND kind = ${kind} AND used_by_id = ${usedById}::uuid`,
    );
  }

  async add(tx: SqlTx, { kind, id, name }: SegmentUse, segmentIds: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO segment_use (team_id, segment_id, kind, used_by_id, name)
      SELECT brickwork_team(), segment_id, ${kind}, ${id}::uuid, ${name} FROM unnest(${[...segmentIds]}::uuid[]) AS segment_id`);
  }
}
