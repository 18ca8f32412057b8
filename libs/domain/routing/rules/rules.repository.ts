import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Rule, RuleInput } from './rule';

const shape = {
  id: 'uuid',
  position: 'int',
  name: 'text',
  enabled: 'bool',
  condition: 'json',
  strategy: 'text',
  userIds: 'json',
  groupIds: 'json',
  hours: 'text',
  offerMinutes: 'int',
  fallbacks: 'json',
  slaMinutes: 'int?',
  slaReassign: 'bool',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const columns = Prisma.sql`id, position, name, enabled, condition, strategy, to_jsonb(user_ids) AS "userIds",
  to_jsonb(group_ids) AS "groupIds", hours, offer_minutes AS "offerMinutes", fallbacks, sla_minutes AS "slaMinutes",
  sla_reassign AS "slaReassign", created_at AS "createdAt", updated_at AS "updatedAt"`;

@Injectable()
export class RulesRepository {
  /** In order. */
  async list(tx: SqlTx): Promise<Rule[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM routing_rule WHERE team_id = brickwork_team() ORDER BY position, id`,
    );
    return rows as Rule[];
  }

  async find(tx: SqlTx, id: string): Promise<Rule | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM routing_rule WHERE id = ${id}::uuid`,
    );
    return row as Rule | undefined;
  }

  /** Behind all others. */
  async insert(tx: SqlTx, input: RuleInput): Promise<Rule> {
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO routing_rule (id, team_id, position, name, enabled, condition, strategy, user_ids, group_ids, hours,
          offer_minutes, fallbacks, sla_minutes, sla_reassign)
        VALUES (${newId()}::uuid, brickwork_team(),
          (SELECT coalesce(max(position), 0) + 1 FROM routing_rule WHERE team_id = brickwork_team()), ${values(input)})
        RETURNING ${columns}`,
    );
    return row as Rule;
  }

  async update(tx: SqlTx, id: string, input: RuleInput): Promise<Rule> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE routing_rule SET (name, enabled, condition, strategy, user_ids, group_ids, hours, offer_minutes, fallbacks,
          sla_minutes, sla_reassign, updated_at) = (${values(input)}, now())
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as Rule;
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM routing_rule WHERE id = ${id}::uuid`);
  }

  async order(tx: SqlTx, ids: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE routing_rule SET position = n.position, updated_at = now()
      FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY AS n(id, position) WHERE routing_rule.id = n.id`);
  }

  /** Which of the rules a lead meets: `conditions` are expressions over `lead`, in the order of `ids`. One statement. */
  async met(
    tx: SqlTx,
    leadId: string,
    conditions: readonly { id: string; condition: Prisma.Sql }[],
  ): Promise<Set<string>> {
    if (conditions.length === 0) return new Set();
    const cases = conditions.map(
      ({ id, condition }) => Prisma.sql`CASE WHEN ${condition} THEN ${id}::text END`,
    );
    const row = await tx.maybeOne(
      { met: 'json' },
      Prisma.sql`SELECT to_jsonb(array_remove(ARRAY[${Prisma.join(cases)}], NULL)) AS met FROM lead WHERE lead.id = ${leadId}::uuid`,
    );
    return new Set((row?.met ?? []) as string[]);
  }
}

const values = (
  input: RuleInput,
) => Prisma.sql`${input.name}, ${input.enabled}::boolean, ${JSON.stringify(input.condition)}::jsonb,
  ${input.strategy}, ${input.userIds}::uuid[], ${input.groupIds}::uuid[], ${input.hours}, ${input.offerMinutes}::int,
  ${JSON.stringify(input.fallbacks)}::jsonb, ${input.slaMinutes}::int, ${input.slaReassign}::boolean`;
