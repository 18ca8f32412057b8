import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { MovedPart, Owners, RowMove } from './row-move';

export const partOf = ({ table, column }: RowMove): string => `${table}.${column}`;

/** Hands rows from one owner to another and back: two statements per table for any number of rows. */
@Injectable()
export class RowMoves {
  /** Answers what moved; tables without rows of the owner are left out. */
  async move(tx: SqlTx, moves: readonly RowMove[], owners: Owners): Promise<MovedPart[]> {
    const parts: MovedPart[] = [];
    for (const move of moves) {
      if (move.inside) {
        parts.push(...(await this.rename(tx, move, owners)));
        continue;
      }
      const setAside = move.onePer ? await this.setAside(tx, move, owners) : '[]';
      const { ids } = await tx.one(
        { ids: 'texts' },
        Prisma.sql`WITH moved AS (
            UPDATE ${raw(move.table)} t SET ${given(move, owners.to)} WHERE ${mine(move, owners.from)}
            RETURNING t.${raw(move.key ?? 'id')} AS id)
          SELECT coalesce(array_agg(id ORDER BY id), '{}')::text[] AS ids FROM moved`,
      );
      if (ids.length > 0 || setAside !== '[]') parts.push({ part: partOf(move), ids, setAside });
    }
    return parts;
  }

  /** Those that are still the new owner's go back, and what was set aside is written again. */
  async moveBack(
    tx: SqlTx,
    moves: readonly RowMove[],
    owners: Owners,
    parts: readonly MovedPart[],
  ): Promise<void> {
    for (const move of moves.toReversed()) {
      for (const { ids, setAside } of parts.filter(({ part }) => part === partOf(move))) {
        if (move.inside) {
          await this.renameBack(tx, move, setAside);
          continue;
        }
        await tx.execute(Prisma.sql`UPDATE ${raw(move.table)} t SET ${given(move, owners.from)}
          WHERE ${column(move)} = ${owner(move, owners.to)} AND t.${raw(move.key ?? 'id')} = ANY(${ids}::uuid[])`);
        await this.putBack(tx, move.table, setAside);
      }
    }
  }

  /** Rows as JSON, for `putBack`. `ids`: of the column `id`. */
  async read(tx: SqlTx, table: string, ids: readonly string[]): Promise<string> {
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]')::text AS rows FROM ${raw(table)} t
        WHERE id = ANY(${[...ids]}::uuid[])`,
    );
    return rows;
  }

  /** Whether the rows that `read` gave are still just so. */
  async areAs(tx: SqlTx, table: string, rows: string): Promise<boolean> {
    const { same } = await tx.one(
      { same: 'bool' },
      Prisma.sql`SELECT (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]') FROM ${raw(table)} t
        WHERE id IN (SELECT (one ->> 'id')::uuid FROM jsonb_array_elements(${rows}::jsonb) AS one)) = ${rows}::jsonb AS same`,
    );
    return same;
  }

  /**
   * Writes rows of one table as they were, whether they are gone or only changed. One that has lost its place is left out, unless
   * `strict`. Answers how many were written.
   */
  async putBack(tx: SqlTx, table: string, rows: string, strict = false): Promise<number> {
    if (rows === '[]') return 0;
    const { written } = await tx.one(
      { written: 'int' },
      Prisma.sql`SELECT brickwork_put_back(${table}, ${rows}::jsonb, ${strict}) AS written`,
    );
    return written;
  }

  private async rename(tx: SqlTx, move: RowMove, { from, to }: Owners): Promise<MovedPart[]> {
    const [table, column] = [raw(move.table), raw(move.column)];
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`WITH old AS (
          SELECT id, ${column} AS before FROM ${table} WHERE team_id = brickwork_team() AND (${raw(move.only ?? 'true')})
            AND position(${from} IN ${column}::text) > 0 ORDER BY id FOR UPDATE
        ), written AS (
          UPDATE ${table} t SET ${column} = replace(old.before::text, ${from}, ${to})::jsonb FROM old WHERE t.id = old.id
          RETURNING t.id, old.before, t.${column} AS after)
        SELECT coalesce(jsonb_agg(to_jsonb(written)), '[]')::text AS rows FROM written`,
    );
    return rows === '[]' ? [] : [{ part: partOf(move), ids: [], setAside: rows }];
  }

  /** What nobody has changed since. */
  private async renameBack(tx: SqlTx, move: RowMove, rows: string): Promise<void> {
    const column = raw(move.column);
    await tx.execute(Prisma.sql`UPDATE ${raw(move.table)} t SET ${column} = was.before
      FROM jsonb_to_recordset(${rows}::jsonb) AS was(id uuid, before jsonb, after jsonb)
      WHERE t.id = was.id AND t.${column} = was.after`);
  }

  private async setAside(tx: SqlTx, move: RowMove, owners: Owners): Promise<string> {
    const like = (move.onePer ?? []).map(
      (name) => Prisma.sql` AND other.${raw(name)} IS NOT DISTINCT FROM t.${raw(name)}`,
    );
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`WITH gone AS (
          DELETE FROM ${raw(move.table)} t WHERE ${mine(move, owners.from)} AND EXISTS (
            SELECT FROM ${raw(move.table)} other WHERE other.${raw(move.column)} = ${owner(move, owners.to)}
            ${like.length > 0 ? Prisma.join(like, '') : Prisma.empty})
          RETURNING to_jsonb(t) AS row)
        SELECT coalesce(jsonb_agg(row), '[]')::text AS rows FROM gone`,
    );
    return rows;
  }
}

// Names come from the slices' own lists, never from outside.
const raw = (name: string): Prisma.Sql => Prisma.raw(name);
const column = (move: RowMove): Prisma.Sql => Prisma.sql`t.${raw(move.column)}`;

function owner({ prefix }: RowMove, id: string): Prisma.Sql {
  return prefix === undefined ? Prisma.sql`${id}::uuid` : Prisma.sql`${prefix + id}::text`;
}

function given(move: RowMove, id: string): Prisma.Sql {
  const beside = move.beside === undefined ? Prisma.empty : Prisma.sql`, ${raw(move.beside)} = ${id}::uuid`;
  return Prisma.sql`${raw(move.column)} = ${owner(move, id)}${beside}`;
}

function mine(move: RowMove, from: string): Prisma.Sql {
  const also = move.only === undefined ? Prisma.empty : Prisma.sql` AND (${raw(move.only)})`;
  return Prisma.sql`t.team_id = brickwork_team() AND ${column(move)} = ${owner(move, from)}${also}`;
}
