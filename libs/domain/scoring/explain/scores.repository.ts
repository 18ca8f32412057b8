import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export interface StoredScore {
  overall: number;
  engagement: number;
  behaviour: number;
  profile: number;
  band: string;
  ruleVersion: number;
  computedAt: Date;
  nextDecayAt: Date | null;
  /** Marked to be rescored. */
  pending: boolean;
}

export interface HistoryRow {
  id: string;
  at: Date;
  overall: number;
  engagement: number;
  behaviour: number;
  profile: number;
  band: string;
  ruleVersion: number;
  cause: string;
  reasons: Record<string, number>;
}

const historyShape = {
  id: 'uuid',
  at: 'date',
  overall: 'int',
  engagement: 'int',
  behaviour: 'int',
  profile: 'int',
  band: 'text',
  ruleVersion: 'int',
  cause: 'text',
  reasons: 'json',
} as const;
const historyColumns = Prisma.sql`id, at, overall, engagement, behaviour, profile, band, rule_version AS "ruleVersion", cause, reasons`;

@Injectable()
export class ScoresRepository {
  async find(tx: SqlTx, leadId: string): Promise<StoredScore | undefined> {
    return tx.maybeOne(
      {
        overall: 'int',
        engagement: 'int',
        behaviour: 'int',
        profile: 'int',
        band: 'text',
        ruleVersion: 'int',
        computedAt: 'date',
        nextDecayAt: 'date?',
        pending: 'bool',
      },
      Prisma.sql`SELECT overall, engagement, behaviour, profile, band, rule_version AS "ruleVersion", computed_at AS "computedAt",
          next_decay_at AS "nextDecayAt", EXISTS (SELECT FROM score_due WHERE score_due.lead_id = lead_score.lead_id) AS pending
        FROM lead_score WHERE lead_id = ${leadId}::uuid`,
    );
  }

  /** The newest change first. */
  async history(
    tx: SqlTx,
    leadId: string,
    options: { since?: Date; after?: { at: Date; id: string }; limit: number },
  ): Promise<HistoryRow[]> {
    const { since, after, limit } = options;
    const from = since ? Prisma.sql`AND at >= ${since}::timestamptz` : Prisma.empty;
    const behind = after
      ? Prisma.sql`AND (at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`
      : Prisma.empty;
    const rows = await tx.rows(
      historyShape,
      Prisma.sql`SELECT ${historyColumns} FROM score_history WHERE lead_id = ${leadId}::uuid ${from} ${behind}
        ORDER BY at DESC, id DESC LIMIT ${limit}`,
    );
    return rows as HistoryRow[];
  }

  /** The last change before an instant. */
  async before(tx: SqlTx, leadId: string, instant: Date): Promise<HistoryRow | undefined> {
    const row = await tx.maybeOne(
      historyShape,
      Prisma.sql`SELECT ${historyColumns} FROM score_history WHERE lead_id = ${leadId}::uuid AND at < ${instant}::timestamptz
        ORDER BY at DESC, id DESC LIMIT 1`,
    );
    return row as HistoryRow | undefined;
  }

  /** What rules are called, by key: the newest name of each. */
  async ruleNames(tx: SqlTx): Promise<Map<string, string>> {
    const rows = await tx.rows(
      { key: 'text', name: 'text' },
      Prisma.sql`SELECT DISTINCT ON (r.key) r.key, r.name FROM score_rule AS r JOIN score_rule_set AS s ON s.id = r.rule_set_id
        WHERE r.team_id = brickwork_team() AND s.published_at IS NOT NULL ORDER BY r.key, s.version DESC`,
    );
    return new Map(rows.map(({ key, name }) => [key, name]));
  }
}
