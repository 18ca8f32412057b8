import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx, type TenantScope } from '@platform/database';
import type { Cause } from '@platform/jobs';

export interface StoredEvent {
  id: string;
  teamId: string;
  name: string;
  payload: unknown;
  causeId: string;
  depth: number;
  /** What published it, when that was an automation: a workflow's run. */
  originId: string | null;
  createdAt: Date;
}

const shape = {
  id: 'uuid',
  teamId: 'uuid',
  name: 'text',
  payload: 'json',
  causeId: 'uuid',
  depth: 'int',
  originId: 'uuid?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, team_id AS "teamId", name, payload, cause_id AS "causeId", depth, origin_id AS "originId",
  created_at AS "createdAt"`;

@Injectable()
export class EventsRepository {
  async insert(
    tx: SqlTx,
    scope: TenantScope,
    name: string,
    payloads: object[],
    cause: Cause | undefined,
  ): Promise<string[]> {
    const ids = payloads.map(newId);
    await tx.execute(Prisma.sql`
      INSERT INTO domain_event (id, team_id, name, payload, cause_id, depth, origin_id)
      SELECT e.id, ${scope.teamId}::uuid, ${name}, e.payload::jsonb, coalesce(${cause?.causeId ?? null}::uuid, e.id), ${cause?.depth ?? 0},
        ${cause?.originId ?? null}::uuid
      FROM unnest(${ids}::uuid[], ${payloads.map((payload) => JSON.stringify(payload))}::text[]) AS e(id, payload)`);
    return ids;
  }

  /** Undispatched events, oldest first, locked so that each is handled by one worker. */
  async lockUndispatched(tx: SqlTx, limit: number): Promise<StoredEvent[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM domain_event
        WHERE dispatched_at IS NULL ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
    );
  }

  /** Events of the team by their ids, oldest first. */
  async find(tx: SqlTx, ids: string[]): Promise<StoredEvent[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM domain_event WHERE id = ANY(${ids}::uuid[]) ORDER BY id`,
    );
  }

  async markDispatched(tx: SqlTx, ids: string[]): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE domain_event SET dispatched_at = now() WHERE id = ANY(${ids}::uuid[])`,
    );
  }
}
