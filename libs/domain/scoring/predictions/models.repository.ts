import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx, teamOf } from '@platform/database';
import type { Model, ModelKind, ModelReport } from './prediction';

export interface StoredModel {
  kind: ModelKind;
  outcomes: number;
  model: Model | null;
  report: ModelReport | null;
  trainedAt: Date;
}

@Injectable()
export class ModelsRepository {
  async all(tx: SqlTx): Promise<StoredModel[]> {
    const rows = await tx.rows(
      { kind: 'text', outcomes: 'int', model: 'json', report: 'json', trainedAt: 'date' },
      Prisma.sql`SELECT kind, outcomes, model, report, trained_at AS "trainedAt" FROM score_model ORDER BY kind`,
    );
    return rows as StoredModel[];
  }

  async save(tx: SqlTx, { kind, outcomes, model, report }: Omit<StoredModel, 'trainedAt'>): Promise<void> {
    const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
    await tx.execute(Prisma.sql`INSERT INTO score_model (team_id, kind, outcomes, model, report, trained_at)
      VALUES (${teamOf(tx)}::uuid, ${kind}, ${outcomes}, ${json(model)}::jsonb, ${json(report)}::jsonb, now())
      ON CONFLICT (team_id, kind) DO UPDATE SET outcomes = excluded.outcomes, model = excluded.model, report = excluded.report,
        trained_at = excluded.trained_at`);
  }

  /** Teams that have scores. Across teams. */
  async teams(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId" FROM lead_score`,
    );
    return rows.map(({ teamId }) => teamId);
  }
}
