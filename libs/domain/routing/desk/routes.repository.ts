import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Decision, Route } from './route';

const shape = {
  leadId: 'uuid',
  state: 'text',
  revision: 'int',
  ruleId: 'uuid?',
  position: 'int?',
  step: 'int',
  userId: 'uuid?',
  expiresAt: 'date?',
  updatedAt: 'date',
} as const;
const columns = Prisma.sql`r.lead_id AS "leadId", r.state, r.revision, r.rule_id AS "ruleId", r.position, r.step, r.user_id AS "userId",
  r.expires_at AS "expiresAt", r.updated_at AS "updatedAt"`;
const decisionShape = {
  id: 'uuid',
  kind: 'text',
  ruleId: 'uuid?',
  userId: 'uuid?',
  reason: 'text',
  detail: 'json',
  createdAt: 'date',
} as const;

export type NewDecision = Pick<Decision, 'kind' | 'ruleId' | 'userId' | 'reason'> & {
  leadId: string;
  detail?: object;
};

@Injectable()
export class RoutesRepository {
  async find(tx: SqlTx, leadId: string): Promise<Route | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_route r WHERE r.lead_id = ${leadId}::uuid`,
    );
    return row as Route | undefined;
  }

  async lock(tx: SqlTx, leadId: string): Promise<Route | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_route r WHERE r.lead_id = ${leadId}::uuid FOR UPDATE`,
    );
    return row as Route | undefined;
  }

  /** The lead's next revision, one above the last. */
  async put(tx: SqlTx, route: Omit<Route, 'revision' | 'updatedAt'>): Promise<Route> {
    const { leadId, state, ruleId, position, step, userId, expiresAt } = route;
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO lead_route AS r (lead_id, team_id, state, revision, rule_id, position, step, user_id, expires_at)
        VALUES (${leadId}::uuid, brickwork_team(), ${state}, 1, ${ruleId}::uuid, ${position}::int, ${step}::int, ${userId}::uuid,
          ${expiresAt}::timestamptz)
        ON CONFLICT (lead_id) DO UPDATE SET state = excluded.state, revision = r.revision + 1, rule_id = excluded.rule_id,
          position = excluded.position, step = excluded.step, user_id = excluded.user_id, expires_at = excluded.expires_at,
          updated_at = now()
        RETURNING ${columns}`,
    );
    return row as Route;
  }

  /**
   * Gives the lead to whoever comes first: this one statement decides. Undefined for all others, who have waited for the row and
   * find it taken. What is in the pool anybody may take.
   */
  async claim(tx: SqlTx, leadId: string, userId: string): Promise<Route | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`UPDATE lead_route r SET state = 'assigned', user_id = ${userId}::uuid, revision = r.revision + 1, expires_at = NULL,
          updated_at = now()
        WHERE r.lead_id = ${leadId}::uuid AND (r.state = 'pool' OR r.state = 'offered' AND EXISTS (
          SELECT FROM lead_offer o WHERE o.lead_id = r.lead_id AND o.revision = r.revision AND o.user_id = ${userId}::uuid))
        RETURNING ${columns}`,
    );
    return row as Route | undefined;
  }

  /**
   * Ends the routes of leads that somebody was given otherwise: their timers find a newer revision. Answers those leads, with who has
   * them now.
   */
  async endByHand(tx: SqlTx, leadIds: readonly string[]): Promise<{ leadId: string; userId: string }[]> {
    return tx.rows(
      { leadId: 'uuid', userId: 'uuid' },
      Prisma.sql`UPDATE lead_route r SET state = 'by_hand', user_id = l.assigned_to_id, revision = r.revision + 1, expires_at = NULL,
          updated_at = now()
        FROM (SELECT lead.id, lead.assigned_to_id FROM lead_route held JOIN lead ON lead.id = held.lead_id
          WHERE held.lead_id = ANY(${[...leadIds]}::uuid[]) AND lead.assigned_to_id IS NOT NULL
          ORDER BY held.lead_id FOR UPDATE OF held) AS l
        WHERE r.lead_id = l.id AND r.user_id IS DISTINCT FROM l.assigned_to_id
        RETURNING r.lead_id AS "leadId", r.user_id AS "userId"`,
    );
  }

  /** Whom a lead belongs to and since when there is such a lead, locked; undefined when there is none. */
  async lockLead(
    tx: SqlTx,
    leadId: string,
  ): Promise<{ ownerId: string | null; createdAt: Date } | undefined> {
    return tx.maybeOne(
      { ownerId: 'uuid?', createdAt: 'date' },
      Prisma.sql`SELECT assigned_to_id AS "ownerId", created_at AS "createdAt" FROM lead
        WHERE id = ${leadId}::uuid FOR UPDATE`,
    );
  }

  async log(tx: SqlTx, decisions: readonly NewDecision[]): Promise<void> {
    for (const { leadId, kind, ruleId, userId, reason, detail = {} } of decisions)
      await tx.execute(Prisma.sql`INSERT INTO routing_decision (id, team_id, lead_id, kind, rule_id, user_id, reason, detail)
        VALUES (${newId()}::uuid, brickwork_team(), ${leadId}::uuid, ${kind}, ${ruleId}::uuid, ${userId}::uuid, ${reason},
          ${JSON.stringify(detail)}::jsonb)`);
  }

  /** Newest first. */
  async decisions(
    tx: SqlTx,
    leadId: string,
    { before, limit }: { before?: string; limit: number },
  ): Promise<Decision[]> {
    return tx.rows(
      decisionShape,
      Prisma.sql`SELECT id, kind, rule_id AS "ruleId", user_id AS "userId", reason, detail, created_at AS "createdAt"
        FROM routing_decision WHERE team_id = brickwork_team() AND lead_id = ${leadId}::uuid
          AND (${before ?? null}::uuid IS NULL OR id < ${before ?? null}::uuid)
        ORDER BY team_id, lead_id, id DESC LIMIT ${limit}`,
    );
  }

  /** Nothing is kept of leads that are gone. */
  async forget(tx: SqlTx, leadIds: readonly string[]): Promise<void> {
    for (const table of ['lead_route', 'lead_offer', 'routing_decision', 'lead_response'])
      await tx.execute(Prisma.sql`DELETE FROM ${Prisma.raw(table)}
        WHERE team_id = brickwork_team() AND lead_id = ANY(${[...leadIds]}::uuid[])`);
  }
}
