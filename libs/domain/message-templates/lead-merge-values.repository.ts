import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { mergeColumns } from './merge-columns.sql';

@Injectable()
export class LeadMergeValuesRepository {
  /** What merge fields are for a lead that may be seen; null where it has nothing. Undefined: there is no such lead. */
  async of(tx: SqlTx, leadId: string, fields: string[]): Promise<Map<string, string | null> | undefined> {
    const merge = mergeColumns(fields);
    const row = await tx.maybeOne(
      { id: 'uuid', team: 'text', ...merge.shape },
      Prisma.sql`SELECT l.id, team.name AS team${merge.columns}
        FROM lead l JOIN team ON team.id = l.team_id ${merge.join} WHERE l.id = ${leadId}::uuid`,
    );
    if (!row) return undefined;
    const { team, ...columns } = row as { team: string } & Record<string, string | null>;
    return new Map([
      ...fields.map((field, index): [string, string | null] => [field, columns[`v${index}`] ?? null]),
      ['team.name', team],
    ]);
  }
}
