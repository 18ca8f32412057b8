import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export interface TimelinePerson {
  id: string;
  name: string;
}

@Injectable()
export class TimelineRepository {
  /** Names of members; who has left the team has none. */
  async people(tx: SqlTx, ids: string[]): Promise<TimelinePerson[]> {
    if (ids.length === 0) return [];
    return tx.rows(
      { id: 'uuid', name: 'text' },
      Prisma.sql`SELECT id, name FROM app_user WHERE id = ANY(${ids}::uuid[]) ORDER BY name, id`,
    );
  }
}
