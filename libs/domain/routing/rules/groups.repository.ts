import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Group } from './rule';

const shape = { id: 'uuid', name: 'text', userIds: 'json', createdAt: 'date', updatedAt: 'date' } as const;
const columns = Prisma.sql`id, name, to_jsonb(user_ids) AS "userIds", created_at AS "createdAt", updated_at AS "updatedAt"`;

export type GroupDraft = Pick<Group, 'name' | 'userIds'>;

@Injectable()
export class GroupsRepository {
  /** By name. */
  async list(tx: SqlTx): Promise<Group[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM routing_group WHERE team_id = brickwork_team() ORDER BY lower(name), id`,
    );
    return rows as Group[];
  }

  async find(tx: SqlTx, id: string): Promise<Group | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM routing_group WHERE id = ${id}::uuid`,
    );
    return row as Group | undefined;
  }

  async insert(tx: SqlTx, { name, userIds }: GroupDraft): Promise<Group> {
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO routing_group (id, team_id, name, user_ids)
        VALUES (${newId()}::uuid, brickwork_team(), ${name}, ${userIds}::uuid[]) RETURNING ${columns}`,
    );
    return row as Group;
  }

  async update(tx: SqlTx, id: string, { name, userIds }: GroupDraft): Promise<Group> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE routing_group SET name = ${name}, user_ids = ${userIds}::uuid[], updated_at = now()
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as Group;
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM routing_group WHERE id = ${id}::uuid`);
  }

  /** Names of the rules that hand leads to it. */
  async usedBy(tx: SqlTx, id: string): Promise<string[]> {
    const rows = await tx.rows(
      { name: 'text' },
      Prisma.sql`SELECT name FROM routing_rule WHERE team_id = brickwork_team()
        AND (${id}::uuid = ANY(group_ids) OR fallbacks @> ${JSON.stringify([{ groupId: id.toLowerCase() }])}::jsonb) ORDER BY position`,
    );
    return rows.map(({ name }) => name);
  }
}
