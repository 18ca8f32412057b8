import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { compileAudience } from '../audience/compile-audience.sql';
import type { LeadFilter } from '../audience/lead-filter';

@Injectable()
export class CustomKeysRepository {
  /** Keys of the custom fields that the leads have, the most used first. */
  async inUse(tx: SqlTx, filter: LeadFilter, limit: number): Promise<string[]> {
    const rows = await tx.rows(
      { key: 'text' },
      Prisma.sql`SELECT key FROM lead, jsonb_object_keys(lead.custom_fields) AS key
        WHERE lead.id IN (${compileAudience({ filter })}) GROUP BY key ORDER BY count(*) DESC, key LIMIT ${limit}`,
    );
    return rows.map(({ key }) => key);
  }
}
