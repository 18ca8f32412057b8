import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx, teamOf } from '@platform/database';
import type { Band, Cap, Rule, RuleSet, Scheme } from './rule';

const shape = {
  id: 'uuid',
  version: 'int',
  caps: 'json',
  bands: 'json',
  margin: 'int',
  publishedAt: 'date?',
  rules: 'json',
} as const;

const select = Prisma.sql`SELECT s.id, s.version, s.caps, s.bands, s.margin, s.published_at AS "publishedAt", coalesce((
    SELECT json_agg(json_build_object('key', r.key, 'name', r.name, 'kind', r.kind, 'signal', r.signal, 'condition', r.condition,
      'points', r.points, 'halfLifeDays', r.half_life_days, 'withinDays', r.within_days, 'minTimes', r.min_times, 'once', r.once,
      'capGroup', r.cap_group) ORDER BY r.position) FROM score_rule AS r WHERE r.rule_set_id = s.id), '[]') AS rules
  FROM score_rule_set AS s`;

interface Row {
  id: string;
  version: number;
  caps: unknown;
  bands: unknown;
  margin: number;
  publishedAt: Date | null;
  rules: unknown;
}

const setOf = (row: Row): RuleSet => ({
  ...row,
  caps: row.caps as Record<string, Cap>,
  bands: row.bands as Band[],
  rules: row.rules as Rule[],
});

@Injectable()
export class RuleSetsRepository {
  /** The version in force. */
  async current(tx: SqlTx): Promise<RuleSet | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`${select} WHERE s.team_id = ${teamOf(tx)}::uuid AND s.published_at IS NOT NULL ORDER BY s.version DESC LIMIT 1`,
    );
    return row && setOf(row);
  }

  async draft(tx: SqlTx): Promise<RuleSet | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`${select} WHERE s.team_id = ${teamOf(tx)}::uuid AND s.published_at IS NULL FOR UPDATE OF s`,
    );
    return row && setOf(row);
  }

  async find(tx: SqlTx, id: string): Promise<RuleSet | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`${select} WHERE s.id = ${id}::uuid`);
    return row && setOf(row);
  }

  async ofVersion(tx: SqlTx, version: number): Promise<RuleSet | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`${select} WHERE s.team_id = ${teamOf(tx)}::uuid AND s.version = ${version} AND s.published_at IS NOT NULL`,
    );
    return row && setOf(row);
  }

  /** The newest version first. */
  async list(tx: SqlTx, below: number | undefined, limit: number): Promise<RuleSet[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`${select} WHERE s.team_id = ${teamOf(tx)}::uuid AND s.version < ${below ?? 2 ** 31 - 1}
        ORDER BY s.version DESC LIMIT ${limit}`,
    );
    return rows.map(setOf);
  }

  /** A draft with the next version number; undefined when somebody else has just made it. */
  async insert(tx: SqlTx, scheme: Scheme, by: string | null): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO score_rule_set (id, team_id, version, caps, bands, margin, created_by_id)
        SELECT ${newId()}::uuid, ${teamOf(tx)}::uuid, coalesce(max(version), 0) + 1, ${JSON.stringify(scheme.caps)}::jsonb,
          ${JSON.stringify(scheme.bands)}::jsonb, ${scheme.margin}, ${by}::uuid
        FROM score_rule_set WHERE team_id = ${teamOf(tx)}::uuid
        ON CONFLICT DO NOTHING RETURNING id`,
    );
    if (row) await this.insertRules(tx, row.id, scheme.rules);
    return row?.id;
  }

  async replace(tx: SqlTx, id: string, scheme: Scheme): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE score_rule_set SET caps = ${JSON.stringify(scheme.caps)}::jsonb,
      bands = ${JSON.stringify(scheme.bands)}::jsonb, margin = ${scheme.margin} WHERE id = ${id}::uuid`);
    await tx.execute(Prisma.sql`DELETE FROM score_rule WHERE rule_set_id = ${id}::uuid`);
    await this.insertRules(tx, id, scheme.rules);
  }

  async publish(tx: SqlTx, id: string, by: string | null): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE score_rule_set SET published_at = now(), published_by_id = ${by}::uuid
      WHERE id = ${id}::uuid AND published_at IS NULL`);
  }

  async remove(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM score_rule_set WHERE id = ${id}::uuid AND published_at IS NULL`);
  }

  private async insertRules(tx: SqlTx, ruleSetId: string, rules: readonly Rule[]): Promise<void> {
    const rows = rules.map((rule, position) => ({ id: newId(), position, ...rule }));
    await tx.execute(Prisma.sql`INSERT INTO score_rule (id, team_id, rule_set_id, key, name, kind, signal, condition, points,
        half_life_days, within_days, min_times, once, cap_group, position)
      SELECT r.id, ${teamOf(tx)}::uuid, ${ruleSetId}::uuid, r.key, r.name, r.kind, r.signal, nullif(r.condition, 'null'::jsonb), r.points,
        r."halfLifeDays", r."withinDays", r."minTimes", r.once, r."capGroup", r.position
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, key text, name text, kind text, signal text,
        condition jsonb, points int, "halfLifeDays" float8, "withinDays" float8, "minTimes" int, once boolean, "capGroup" text,
        position int)`);
  }
}
