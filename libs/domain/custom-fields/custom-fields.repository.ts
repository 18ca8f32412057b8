import { Injectable } from '@nestjs/common';
import { newId, Prisma, teamOf, type SqlTx } from '@platform/database';
import type { CustomField, CustomFieldChanges, NewCustomField } from './custom-field';

const shape = {
  id: 'uuid',
  key: 'text',
  label: 'text',
  type: 'text',
  options: 'texts',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const columns = Prisma.sql`id, key, label, type, options, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Definitions, and the values they have on leads: `lead.custom_fields` and its index belong to this slice. */
@Injectable()
export class CustomFieldsRepository {
  /** In the order they were made. */
  async list(
    tx: SqlTx,
    { after = null, limit }: { after?: string | null; limit: number },
  ): Promise<CustomField[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM custom_field
        WHERE team_id = ${teamOf(tx)}::uuid AND deleted_at IS NULL AND (${after}::uuid IS NULL OR id > ${after}::uuid)
        ORDER BY id LIMIT ${limit}`,
    );
    return rows as CustomField[];
  }

  /** Locked against a change at the same time. */
  async lock(tx: SqlTx, id: string): Promise<CustomField | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM custom_field WHERE id = ${id}::uuid AND deleted_at IS NULL FOR UPDATE`,
    );
    return row as CustomField | undefined;
  }

  /** How the key is occupied. */
  async occupant(tx: SqlTx, key: string): Promise<{ deleted: boolean } | undefined> {
    return tx.maybeOne(
      { deleted: 'bool' },
      Prisma.sql`SELECT deleted_at IS NOT NULL AS deleted FROM custom_field WHERE team_id = ${teamOf(tx)}::uuid AND key = ${key}`,
    );
  }

  /**
   * Keeps writers of leads out until the commit, so that no lead is written between the definition and its index: they take the
   * same lock shared (brickwork_index_custom_values).
   */
  async holdWriters(tx: SqlTx): Promise<void> {
    await tx.execute(Prisma.sql`SELECT pg_advisory_xact_lock(brickwork_custom_lock(${teamOf(tx)}::uuid))`);
  }

  async insert(
    tx: SqlTx,
    { key, label, type, options = [] }: NewCustomField & { key: string },
  ): Promise<CustomField> {
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO custom_field (id, team_id, key, label, type, options)
        VALUES (${newId()}::uuid, ${teamOf(tx)}::uuid, ${key}, ${label}, ${type}, ${options}::text[]) RETURNING ${columns}`,
    );
    return row as CustomField;
  }

  /** Indexes what leads have under the key already. */
  async indexExisting(tx: SqlTx, { key, type }: Pick<CustomField, 'key' | 'type'>): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO lead_custom_value (team_id, lead_id, key, text, number)
      SELECT lead.team_id, lead.id, ${key}, value.text, value.number
      FROM lead CROSS JOIN LATERAL brickwork_custom_values(${type}, lead.custom_fields -> ${key}::text) AS value
      WHERE lead.team_id = ${teamOf(tx)}::uuid AND lead.custom_fields ? ${key}
      ON CONFLICT DO NOTHING`);
  }

  async update(tx: SqlTx, id: string, { label, options }: CustomFieldChanges): Promise<CustomField> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE custom_field SET label = coalesce(${label ?? null}, label),
          options = coalesce(${options ?? null}::text[], options), updated_at = now()
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as CustomField;
  }

  /** The first of the options that a lead has. */
  async optionInUse(tx: SqlTx, key: string, options: string[]): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { option: 'text' },
      Prisma.sql`SELECT option FROM unnest(${options}::text[]) AS option WHERE EXISTS (
          SELECT FROM lead_custom_value WHERE team_id = ${teamOf(tx)}::uuid AND key = ${key} AND text = lower(option)) LIMIT 1`,
    );
    return row?.option;
  }

  /** Whether any lead has anything under the key, whether it fits the type or not. */
  async isInUse(tx: SqlTx, key: string): Promise<boolean> {
    const team = teamOf(tx);
    const { used } = await tx.one(
      { used: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM lead_custom_value WHERE team_id = ${team}::uuid AND key = ${key})
        OR EXISTS (SELECT FROM lead WHERE team_id = ${team}::uuid AND custom_fields -> ${key}::text <> 'null') AS used`,
    );
    return used;
  }

  async markDeleted(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE custom_field SET deleted_at = now() WHERE id = ${id}::uuid`);
  }

  async findDeleted(tx: SqlTx, id: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { key: 'text' },
      Prisma.sql`SELECT key FROM custom_field WHERE id = ${id}::uuid AND deleted_at IS NOT NULL`,
    );
    return row?.key;
  }

  /**
   * Takes the values of up to `limit` leads off; answers of how many. The leads are locked first and in order, as by everybody who
   * writes them.
   */
  async clearIndexed(tx: SqlTx, key: string, limit: number): Promise<number> {
    const found = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT DISTINCT lead_id AS id FROM (
        SELECT lead_id FROM lead_custom_value WHERE team_id = ${teamOf(tx)}::uuid AND key = ${key} LIMIT ${limit}) AS batch`,
    );
    const ids = found.map(({ id }) => id);
    await tx.execute(Prisma.sql`SELECT 1 FROM lead WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`);
    await tx.execute(
      Prisma.sql`UPDATE lead SET custom_fields = custom_fields - ${key}::text WHERE id = ANY(${ids}::uuid[])`,
    );
    // What is left is of leads that are gone.
    await tx.execute(
      Prisma.sql`DELETE FROM lead_custom_value WHERE lead_id = ANY(${ids}::uuid[]) AND key = ${key}`,
    );
    return ids.length;
  }

  /** Takes off what did not fit the type and was never indexed. */
  async clearMisfits(tx: SqlTx, key: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead SET custom_fields = custom_fields - ${key}::text
      WHERE team_id = ${teamOf(tx)}::uuid AND custom_fields ? ${key}`);
  }

  async unindex(tx: SqlTx, key: string): Promise<void> {
    await tx.execute(
      Prisma.sql`DELETE FROM lead_custom_value WHERE team_id = ${teamOf(tx)}::uuid AND key = ${key}`,
    );
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM custom_field WHERE id = ${id}::uuid`);
  }
}
