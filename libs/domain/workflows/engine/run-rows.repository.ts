import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Owners } from '@platform/row-moves';

@Injectable()
export class RunRowsRepository {
  /** Live runs of `from` in workflows in which `to` has one, where two are not allowed. */
  async liveTwice(tx: SqlTx, { from, to }: Owners): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT mine.id FROM workflow_run mine JOIN workflow_run other ON other.lead_id = ${to}::uuid
          AND other.workflow_id = mine.workflow_id AND other.slot = mine.slot AND other.state IN ('running', 'waiting')
        WHERE mine.lead_id = ${from}::uuid AND mine.state IN ('running', 'waiting') ORDER BY mine.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Runs that the same entry brought in for both. */
  async enteredTwice(tx: SqlTx, { from, to }: Owners): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT mine.id FROM workflow w
        JOIN workflow_run mine ON mine.workflow_id = w.id AND mine.lead_id = ${from}::uuid
        JOIN workflow_run other ON other.workflow_id = w.id AND other.lead_id = ${to}::uuid AND other.entered_by = mine.entered_by
        WHERE w.team_id = brickwork_team() ORDER BY mine.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** An entry of its own, of version 8: it says nothing of the time. */
  async enterApart(tx: SqlTx, ids: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE workflow_run SET entered_by = overlay(gen_random_uuid()::text PLACING '8' FROM 15)::uuid
      WHERE id = ANY(${[...ids]}::uuid[])`);
  }

  /** Adds what re-entry rules ask of `from` to what they ask of `to`. Answers what `to` had, and what came. */
  async joinEntries(tx: SqlTx, { from, to }: Owners): Promise<string> {
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`WITH double AS (
          SELECT b.workflow_id, b.entries, b.last_entered_at, a.entries AS added, a.last_entered_at AS came
          FROM workflow w JOIN workflow_entry a ON a.workflow_id = w.id AND a.lead_id = ${from}::uuid
            JOIN workflow_entry b ON b.workflow_id = w.id AND b.lead_id = ${to}::uuid
          WHERE w.team_id = brickwork_team() ORDER BY b.workflow_id FOR UPDATE OF a, b
        ), joined AS (
          UPDATE workflow_entry e SET entries = d.entries + d.added, last_entered_at = greatest(d.last_entered_at, d.came)
          FROM double d WHERE e.workflow_id = d.workflow_id AND e.lead_id = ${to}::uuid RETURNING e.workflow_id)
        SELECT coalesce(jsonb_agg(to_jsonb(double)), '[]')::text AS rows FROM double JOIN joined USING (workflow_id)`,
    );
    return rows;
  }

  async partEntries(tx: SqlTx, to: string, rows: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE workflow_entry e SET entries = e.entries - was.added,
        last_entered_at = CASE WHEN e.last_entered_at = was.came THEN was.last_entered_at ELSE e.last_entered_at END
      FROM jsonb_to_recordset(${rows}::jsonb) AS was(workflow_id uuid, last_entered_at timestamptz, added int, came timestamptz)
      WHERE e.workflow_id = was.workflow_id AND e.lead_id = ${to}::uuid`);
  }
}
