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

  /** Those of the leads that are there for whoever asks, in the order given. */
  async known(tx: SqlTx, leadIds: string[]): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT n.id FROM unnest(${leadIds}::uuid[]) WITH ORDINALITY AS n(id, place)
        JOIN lead ON lead.id = n.id ORDER BY n.place`,
    );
    return rows.map(({ id }) => id);
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
