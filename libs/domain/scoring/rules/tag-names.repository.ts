import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class TagNamesRepository {
  /** Names of the team's tags by id. */
  async all(tx: SqlTx): Promise<Map<string, string>> {
    const rows = await tx.rows({ id: 'uuid', name: 'text' }, Prisma.sql`SELECT id, name FROM tag`);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
