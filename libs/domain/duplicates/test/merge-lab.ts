import { newId } from '@platform/database';
import type { LeadsLab, TeamOfTest } from '../../leads/test/leads-lab';

/** Work lists and trails that a merge and its undoing add to, as they should. */
const growing = new Set(['activity', 'domain_event', 'job', 'lead_merge', 'lead_merge_part', 'score_due']);

type Row = Record<string, unknown>;
interface Column {
  name: string;
  type: string;
}

/** Rows of any table, and pictures of all that a team has. */
export class MergeLab {
  private readonly columns = new Map<string, Column[]>();

  constructor(
    readonly lab: LeadsLab,
    readonly team: TeamOfTest,
  ) {}

  /** A row with these values; what else may not be null is something of its type. Answers the values that were written. */
  async plant(table: string, given: Row): Promise<Row> {
    const values: Row = { ...given };
    for (const { name, type } of await this.required(table))
      if (!(name in values)) values[name] = name === 'team_id' ? this.team.scope.teamId : anything(type);
    const names = Object.keys(values);
    await this.lab.sql(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      names.map((name) => values[name]),
    );
    return values;
  }

  async tables(column: string): Promise<string[]> {
    const rows = await this.lab.sql<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
       WHERE a.attname = $1 AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
      [column],
    );
    return rows.map(({ name }) => name);
  }

  /** All rows of the team, by table; without what grows. */
  async picture(): Promise<Record<string, unknown[]>> {
    const tables = (await this.tables('team_id')).filter((name) => !growing.has(name));
    const picture: Record<string, unknown[]> = {};
    for (const table of tables) {
      const rows = await this.lab.sql<{ row: unknown }>(
        `SELECT to_jsonb(t) AS row FROM ${table} t WHERE team_id = $1 ORDER BY to_jsonb(t)::text`,
        [this.team.scope.teamId],
      );
      if (rows.length > 0) picture[table] = rows.map(({ row }) => row);
    }
    return picture;
  }

  /** How many rows of each table name this lead by its id. */
  async countOf(leadId: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const table of await this.tables('lead_id')) {
      const [row] = await this.lab.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE lead_id = $1`,
        [leadId],
      );
      if (row!.n > 0) counts[table] = row!.n;
    }
    return counts;
  }

  private async required(table: string): Promise<Column[]> {
    const known = this.columns.get(table);
    if (known) return known;
    const columns = await this.lab.sql<Column>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL`,
      [table],
    );
    this.columns.set(table, columns);
    return columns;
  }
}

function anything(type: string): unknown {
  if (type === 'uuid') return newId();
  if (type === 'jsonb') return '{}';
  if (type === 'boolean') return false;
  if (type === 'ARRAY') return '{}';
  if (type.startsWith('timestamp')) return new Date('2026-06-01T10:00:00Z');
  return ['integer', 'double precision', 'bigint'].includes(type) ? 1 : 'x';
}
