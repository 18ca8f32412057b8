import { Injectable } from '@nestjs/common';
import { isUniqueViolation, newId, Prisma, teamOf, type SqlTx } from '@platform/database';
import { conflict } from '@platform/errors';
import type { Tag } from './tag';

const shape = { id: 'uuid', name: 'text', color: 'text?', createdAt: 'date' } as const;
const columns = Prisma.sql`id, name, color, created_at AS "createdAt"`;
const taken = () => conflict('tag_name_taken', 'Another tag of this team has this name.');

@Injectable()
export class TagsRepository {
  /** By name; in Postgres' lower case, like the index. */
  async list(tx: SqlTx, after: { name: string; id: string } | undefined, limit: number): Promise<Tag[]> {
    const beyond = after
      ? Prisma.sql`WHERE (lower(name), id) > (lower(${after.name}), ${after.id}::uuid)`
      : Prisma.empty;
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM tag ${beyond} ORDER BY lower(name), id LIMIT ${limit}`,
    );
  }

  async find(tx: SqlTx, id: string): Promise<Tag | undefined> {
    return tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM tag WHERE id = ${id}::uuid`);
  }

  /** Which of the ids are tags of the team. */
  async known(tx: SqlTx, ids: string[]): Promise<Map<string, string>> {
    const rows = await tx.rows(
      { id: 'uuid', name: 'text' },
      Prisma.sql`SELECT id, name FROM tag WHERE id = ANY(${ids}::uuid[])`,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** @throws DomainError conflict/tag_name_taken */
  async insert(tx: SqlTx, name: string, color: string | null): Promise<Tag> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`INSERT INTO tag (id, team_id, name, color) VALUES (${newId()}::uuid, ${teamOf(tx)}::uuid, ${name}, ${color})
        ON CONFLICT DO NOTHING RETURNING ${columns}`,
    );
    if (!row) throw taken();
    return row;
  }

  /** @throws DomainError conflict/tag_name_taken */
  async update(
    tx: SqlTx,
    id: string,
    change: { name?: string; color?: string | null },
  ): Promise<Tag | undefined> {
    const { name = null, color } = change;
    try {
      return await tx.maybeOne(
        shape,
        Prisma.sql`UPDATE tag SET name = coalesce(${name}, name),
            color = CASE WHEN ${color !== undefined} THEN ${color ?? null} ELSE color END
          WHERE id = ${id}::uuid RETURNING ${columns}`,
      );
    } catch (error) {
      throw isUniqueViolation(error) ? taken() : error;
    }
  }

  async delete(tx: SqlTx, id: string): Promise<boolean> {
    return (await tx.execute(Prisma.sql`DELETE FROM tag WHERE id = ${id}::uuid`)) === 1;
  }

  /** The ids of the tags of these names, in any case; those that are missing are created. */
  async ensure(tx: SqlTx, names: string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const ids = names.map(newId);
    await tx.execute(Prisma.sql`
      INSERT INTO tag (id, team_id, name)
      SELECT id, ${teamOf(tx)}::uuid, name FROM unnest(${ids}::uuid[], ${names}::text[]) AS wanted(id, name)
      ON CONFLICT DO NOTHING`);
    const rows = await tx.rows(
      { wanted: 'text', id: 'uuid' },
      Prisma.sql`SELECT wanted, tag.id FROM unnest(${names}::text[]) AS wanted JOIN tag ON lower(tag.name) = lower(wanted)`,
    );
    return new Map(rows.map(({ wanted, id }) => [wanted, id]));
  }

  /** Gives every lead every tag; answers the pairs that are new. */
  async link(tx: SqlTx, leadIds: string[], tagIds: string[]): Promise<{ leadId: string; tagId: string }[]> {
    return tx.rows(
      { leadId: 'uuid', tagId: 'uuid' },
      Prisma.sql`INSERT INTO lead_tag (team_id, lead_id, tag_id)
        SELECT ${teamOf(tx)}::uuid, lead_id, tag_id
        FROM unnest(${leadIds}::uuid[]) AS lead_id CROSS JOIN unnest(${tagIds}::uuid[]) AS tag_id
        ORDER BY lead_id, tag_id
        ON CONFLICT DO NOTHING RETURNING lead_id AS "leadId", tag_id AS "tagId"`,
    );
  }

  /** The same for given pairs. */
  async linkPairs(tx: SqlTx, pairs: { leadId: string; tagId: string }[]): Promise<void> {
    if (pairs.length === 0) return;
    await tx.execute(Prisma.sql`INSERT INTO lead_tag (team_id, lead_id, tag_id)
      SELECT ${teamOf(tx)}::uuid, lead_id, tag_id
      FROM unnest(${pairs.map(({ leadId }) => leadId)}::uuid[], ${pairs.map(({ tagId }) => tagId)}::uuid[]) AS pair(lead_id, tag_id)
      ON CONFLICT DO NOTHING`);
  }

  async unlink(tx: SqlTx, leadIds: string[], tagIds: string[]): Promise<{ leadId: string; tagId: string }[]> {
    return tx.rows(
      { leadId: 'uuid', tagId: 'uuid' },
      Prisma.sql`DELETE FROM lead_tag WHERE lead_id = ANY(${leadIds}::uuid[]) AND tag_id = ANY(${tagIds}::uuid[])
        RETURNING lead_id AS "leadId", tag_id AS "tagId"`,
    );
  }
}
