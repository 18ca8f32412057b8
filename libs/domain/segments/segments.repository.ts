import { Injectable } from '@nestjs/common';
import type { Condition } from '@domain/conditions';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Segment, SegmentDraft } from './segment';

const shape = {
  id: 'uuid',
  name: 'text',
  description: 'text?',
  definition: 'json',
  createdById: 'uuid?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const columns = Prisma.sql`id, name, description, definition, created_by_id AS "createdById", created_at AS "createdAt",
  updated_at AS "updatedAt"`;

export interface SegmentFilter {
  /** Part of the name, in any case. */
  search?: string;
  /** Made before this one (ids sort by time). */
  before?: string;
}

@Injectable()
export class SegmentsRepository {
  async insert(tx: SqlTx, draft: SegmentDraft & { createdById: string | null }): Promise<Segment> {
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO segment (id, team_id, name, description, definition, created_by_id)
        VALUES (${newId()}::uuid, brickwork_team(), ${draft.name}, ${draft.description},
          ${JSON.stringify(draft.definition)}::jsonb, ${draft.createdById}::uuid) RETURNING ${columns}`,
    );
    return row as Segment;
  }

  async update(tx: SqlTx, id: string, draft: SegmentDraft): Promise<Segment> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE segment SET name = ${draft.name}, description = ${draft.description},
        definition = ${JSON.stringify(draft.definition)}::jsonb, updated_at = now() WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as Segment;
  }

  async find(tx: SqlTx, id: string): Promise<Segment | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM segment WHERE id = ${id}::uuid`);
    return row as Segment | undefined;
  }

  async lock(tx: SqlTx, id: string): Promise<Segment | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM segment WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row as Segment | undefined;
  }

  /** What the segments of these ids mean; those that are gone are missing. */
  async conditions(tx: SqlTx, ids: readonly string[]): Promise<Map<string, Condition>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows(
      { id: 'uuid', definition: 'json' },
      Prisma.sql`SELECT id, definition FROM segment WHERE id = ANY(${[...ids]}::uuid[])`,
    );
    return new Map(rows.map(({ id, definition }) => [id, definition as Condition]));
  }

  /** Newest first. */
  async list(tx: SqlTx, { search, before }: SegmentFilter, limit: number): Promise<Segment[]> {
    const where = [Prisma.sql`team_id = brickwork_team()`];
    if (search) where.push(Prisma.sql`position(lower(${search}) IN lower(name)) > 0`);
    if (before) where.push(Prisma.sql`id < ${before}::uuid`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM segment WHERE ${Prisma.join(where, ' AND ')} ORDER BY team_id, id DESC LIMIT ${limit}`,
    );
    return rows as Segment[];
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM segment WHERE id = ${id}::uuid`);
  }

  /** Ids that are the team's, each as `kind:id`. */
  async known(tx: SqlTx, ids: { tags: string[]; users: string[] }): Promise<Set<string>> {
    const rows = await tx.rows(
      { kind: 'text', id: 'uuid' },
      Prisma.sql`SELECT 'tag' AS kind, id FROM tag WHERE id = ANY(${ids.tags}::uuid[])
        UNION ALL SELECT 'user', user_id FROM membership WHERE team_id = brickwork_team() AND user_id = ANY(${ids.users}::uuid[])`,
    );
    return new Set(rows.map(({ kind, id }) => `${kind}:${id}`));
  }
}
