import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { compileAudience } from './compile-audience.sql';
import type { Audience } from './lead-filter';

@Injectable()
export class AudiencesRepository {
  async count(tx: SqlTx, audience: Audience): Promise<number> {
    const { count } = await tx.one(
      { count: 'int' },
      Prisma.sql`SELECT count(*) AS count FROM (${compileAudience(audience)}) AS meant`,
    );
    return count;
  }

  /** How many of the named rows the team has. */
  async countKnown(
    tx: SqlTx,
    ids: { leads: string[]; tags: string[]; users: string[] },
  ): Promise<{ leads: number; tags: number; users: number }> {
    return tx.one(
      { leads: 'int', tags: 'int', users: 'int' },
      Prisma.sql`SELECT
        (SELECT count(*) FROM lead WHERE id = ANY(${ids.leads}::uuid[])) AS leads,
        (SELECT count(*) FROM tag WHERE id = ANY(${ids.tags}::uuid[])) AS tags,
        (SELECT count(*) FROM membership WHERE user_id = ANY(${ids.users}::uuid[])) AS users`,
    );
  }
}
