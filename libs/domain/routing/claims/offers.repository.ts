import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Offer } from '../desk/route';

const shape = { id: 'uuid', leadId: 'uuid', userId: 'uuid', revision: 'int', expiresAt: 'date' } as const;
const columns = Prisma.sql`id, lead_id AS "leadId", user_id AS "userId", revision, expires_at AS "expiresAt"`;

@Injectable()
export class OffersRepository {
  async insert(
    tx: SqlTx,
    { leadId, revision, expiresAt }: Pick<Offer, 'leadId' | 'revision' | 'expiresAt'>,
    userIds: readonly string[],
  ): Promise<string[]> {
    const ids = userIds.map(newId);
    await tx.execute(Prisma.sql`INSERT INTO lead_offer (id, team_id, lead_id, user_id, revision, expires_at)
      SELECT o.id, brickwork_team(), ${leadId}::uuid, o.user_id, ${revision}::int, ${expiresAt}::timestamptz
      FROM unnest(${ids}::uuid[], ${[...userIds]}::uuid[]) AS o(id, user_id)`);
    return ids;
  }

  async find(tx: SqlTx, ids: readonly string[]): Promise<Offer[]> {
    return tx.rows(shape, Prisma.sql`SELECT ${columns} FROM lead_offer WHERE id = ANY(${[...ids]}::uuid[])`);
  }

  /** Those of the ids whose lead can still be had. */
  async open(tx: SqlTx, ids: readonly string[]): Promise<Offer[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_offer o WHERE id = ANY(${[...ids]}::uuid[]) AND EXISTS (
        SELECT FROM lead_route r WHERE r.lead_id = o.lead_id AND r.state = 'offered' AND r.revision = o.revision) ORDER BY id`,
    );
  }

  /** Whether the lead was ever offered to the person. */
  async wasMade(tx: SqlTx, leadId: string, userId: string): Promise<boolean> {
    const { made } = await tx.one(
      { made: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM lead_offer WHERE lead_id = ${leadId}::uuid AND user_id = ${userId}::uuid) AS made`,
    );
    return made;
  }

  /** What an offer may tell of a lead that is not the reader's yet: where from, where and how dear; nobody's name or address. */
  async teaser(
    tx: SqlTx,
    leadId: string,
  ): Promise<
    { source: string; city: string | null; state: string | null; value: number | null } | undefined
  > {
    return tx.maybeOne(
      { source: 'text', city: 'text?', state: 'text?', value: 'float?' },
      Prisma.sql`SELECT source, city, state, value::float8 AS value FROM lead WHERE id = ${leadId}::uuid`,
    );
  }
}
