import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Definition, MoveMapping, RunningChoice, TriggerType } from './definition/definition.types';
import type { VersionSummary, WorkflowVersion } from './workflow.types';

const summaryShape = {
  id: 'uuid',
  number: 'int',
  triggerType: 'text',
  checksum: 'text',
  running: 'text',
  mapping: 'json',
  note: 'text?',
  publishedById: 'uuid?',
  publishedAt: 'date',
} as const;
const shape = { ...summaryShape, workflowId: 'uuid', definition: 'json' } as const;

const summaryColumns = Prisma.sql`
  id, number, trigger_type AS "triggerType", checksum, running, mapping, note, published_by_id AS "publishedById",
  published_at AS "publishedAt"`;
const columns = Prisma.sql`${summaryColumns}, workflow_id AS "workflowId", definition`;

@Injectable()
export class WorkflowVersionsRepository {
  async insert(
    tx: SqlTx,
    version: Omit<WorkflowVersion, 'id' | 'publishedAt' | 'triggerType'>,
  ): Promise<WorkflowVersion> {
    const { workflowId, number, definition, checksum, running, mapping, note, publishedById } = version;
    const row = await tx.one(
      shape,
      Prisma.sql`
        INSERT INTO workflow_version (id, team_id, workflow_id, number, definition, checksum, trigger_type, running, mapping,
          note, published_by_id)
        VALUES (${newId()}::uuid, brickwork_team(), ${workflowId}::uuid, ${number}, ${JSON.stringify(definition)}::jsonb,
          ${checksum}, ${definition.trigger.type}, ${running}, ${JSON.stringify(mapping)}::jsonb, ${note},
          ${publishedById}::uuid)
        RETURNING ${columns}`,
    );
    return versionOf(row);
  }

  async byId(tx: SqlTx, id: string): Promise<WorkflowVersion | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow_version WHERE id = ${id}::uuid`,
    );
    return row && versionOf(row);
  }

  async byNumber(tx: SqlTx, workflowId: string, number: number): Promise<WorkflowVersion | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow_version WHERE workflow_id = ${workflowId}::uuid AND number = ${number}`,
    );
    return row && versionOf(row);
  }

  /** Ids of the templates that its texts are of. */
  async templatesIn(tx: SqlTx, id: string): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT DISTINCT (node.value->>'templateId')::uuid AS id
        FROM workflow_version version, jsonb_each(version.definition->'nodes') AS node
        WHERE version.id = ${id}::uuid AND node.value ? 'templateId'`,
    );
    return rows.map(({ id: templateId }) => templateId);
  }

  /** Newest first, those before number `before`. */
  async list(
    tx: SqlTx,
    workflowId: string,
    before: number | undefined,
    limit: number,
  ): Promise<VersionSummary[]> {
    const rows = await tx.rows(
      summaryShape,
      Prisma.sql`SELECT ${summaryColumns} FROM workflow_version
        WHERE team_id = brickwork_team() AND workflow_id = ${workflowId}::uuid AND number < ${before ?? 2_147_483_647}
        ORDER BY number DESC LIMIT ${limit}`,
    );
    return rows.map(summaryOf);
  }
}

const summaryOf = (row: RowOf<typeof summaryShape>): VersionSummary => ({
  ...row,
  triggerType: row.triggerType as TriggerType,
  running: row.running as RunningChoice,
  mapping: row.mapping as MoveMapping,
});

/** The JSON columns hold what this slice wrote after checking it. */
const versionOf = ({ workflowId, definition, ...row }: RowOf<typeof shape>): WorkflowVersion => ({
  ...summaryOf(row),
  workflowId,
  definition: definition as Definition,
});
