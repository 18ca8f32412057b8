import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { FactValue, LeadFacts } from '../condition';

@Injectable()
export class LeadFactsRepository {
  /** What conditions may look at of one lead, as it is now. */
  async find(tx: SqlTx, leadId: string): Promise<LeadFacts | undefined> {
    const row = await tx.maybeOne(
      { fields: 'json', custom: 'json', tagIds: 'json', createdAt: 'date' },
      Prisma.sql`SELECT json_build_object('source', source, 'status', status, 'stage', stage, 'company', company,
          'position', position, 'email', email, 'phone', phone, 'value', value::float8) AS fields,
        custom_fields AS custom, created_at AS "createdAt",
        (SELECT coalesce(json_agg(tag_id), '[]') FROM lead_tag WHERE lead_tag.lead_id = lead.id) AS "tagIds"
        FROM lead WHERE id = ${leadId}::uuid`,
    );
    if (!row) return undefined;
    return {
      fields: row.fields as Record<string, FactValue>,
      custom: row.custom as Record<string, unknown>,
      tagIds: row.tagIds as string[],
      createdAt: row.createdAt,
    };
  }
}
