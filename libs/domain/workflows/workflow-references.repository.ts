import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Reference } from '@domain/conditions';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

@Injectable()
export class WorkflowReferencesRepository {
  /** Which of the things are the team's own, each as `kind:id`. One statement. */
  async known(tx: SqlTx, references: readonly { to: Reference; id: string }[]): Promise<Set<string>> {
    const ids = (kind: Reference) =>
      references.filter(({ to, id }) => to === kind && uuid.test(id)).map(({ id }) => id);
    const rows = await tx.rows(
      { kind: 'text', id: 'uuid' },
      Prisma.sql`
        SELECT 'tag' AS kind, id FROM tag WHERE id = ANY(${ids('tag')}::uuid[])
        UNION ALL SELECT 'user', id FROM app_user WHERE id = ANY(${ids('user')}::uuid[])
        UNION ALL SELECT 'campaign', id FROM campaign WHERE id = ANY(${ids('campaign')}::uuid[])
        UNION ALL SELECT 'segment', id FROM segment WHERE id = ANY(${ids('segment')}::uuid[])
        UNION ALL SELECT 'workflow', id FROM workflow WHERE id = ANY(${ids('workflow')}::uuid[]) AND deleted_at IS NULL`,
    );
    return new Set(rows.map(({ kind, id }) => `${kind}:${id}`));
  }

  /** Ids of the tags of these names, in any case. */
  async tagsByName(tx: SqlTx, names: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows(
      { id: 'uuid', name: 'text' },
      Prisma.sql`SELECT id, lower(name) AS name FROM tag
        WHERE team_id = brickwork_team() AND lower(name) = ANY(${names.map((name) => name.toLowerCase())}::text[])`,
    );
    return new Map(rows.map(({ id, name }) => [name, id]));
  }
}
