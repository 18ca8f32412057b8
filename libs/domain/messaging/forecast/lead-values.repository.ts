import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { mergeColumns } from '@domain/message-templates';

@Injectable()
export class LeadValuesRepository {
  /** What merge fields are for a lead; null for those that are not the lead's own. */
  async of(tx: SqlTx, leadId: string | null, fields: string[]): Promise<Map<string, string | null>> {
    const merge = mergeColumns(fields);
    const row = await tx.maybeOne(
      { id: 'uuid', ...merge.shape },
      Prisma.sql`SELECT l.id${merge.columns} FROM lead l ${merge.join} WHERE l.id = ${leadId}::uuid`,
    );
    const columns = (row ?? {}) as Record<string, string | null>;
    return new Map(fields.map((field, index) => [field, columns[`v${index}`] ?? null]));
  }
}
