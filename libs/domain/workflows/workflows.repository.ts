import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type {
  Workflow,
  WorkflowChanges,
  WorkflowFilter,
  WorkflowStatus,
  WorkflowSummary,
} from './workflow.types';

const summaryShape = {
  id: 'uuid',
  name: 'text',
  description: 'text?',
  active: 'bool',
  status: 'text',
  triggerType: 'text?',
  publishedNumber: 'int?',
  publishedVersionId: 'uuid?',
  draftRevision: 'int',
  hasChanges: 'bool',
  createdById: 'uuid?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const shape = { ...summaryShape, draft: 'json' } as const;

const triggerOfDraft = Prisma.sql`CASE jsonb_typeof(draft #> '{trigger,type}') WHEN 'string' THEN draft #>> '{trigger,type}' END`;
const summaryColumns = Prisma.sql`
  id, name, description, active,
  CASE WHEN published_version_id IS NULL THEN 'DRAFT' WHEN active THEN 'ACTIVE' ELSE 'PAUSED' END AS status,
  coalesce(trigger_type, ${triggerOfDraft}) AS "triggerType", published_number AS "publishedNumber",
  published_version_id AS "publishedVersionId", draft_revision AS "draftRevision",
  published_revision IS DISTINCT FROM draft_revision AS "hasChanges",
  created_by_id AS "createdById", created_at AS "createdAt", updated_at AS "updatedAt"`;
const columns = Prisma.sql`${summaryColumns}, draft`;

/** Workflows that are not deleted. */
@Injectable()
export class WorkflowsRepository {
  async insert(
    tx: SqlTx,
    {
      name,
      description,
      draft,
      createdById,
    }: Pick<Workflow, 'name' | 'description' | 'draft' | 'createdById'>,
  ): Promise<Workflow> {
    const row = await tx.one(
      shape,
      Prisma.sql`
        INSERT INTO workflow (id, team_id, name, description, draft, created_by_id, updated_at)
        VALUES (${newId()}::uuid, brickwork_team(), ${name}, ${description}, ${JSON.stringify(draft)}::jsonb,
          ${createdById}::uuid, now())
        RETURNING ${columns}`,
    );
    return workflowOf(row);
  }

  async find(tx: SqlTx, id: string): Promise<Workflow | undefined> {
    return this.one(tx, id, Prisma.empty);
  }

  /** The same, keeping everybody else from changing it until the end of the transaction. */
  async lock(tx: SqlTx, id: string): Promise<Workflow | undefined> {
    return this.one(tx, id, Prisma.sql`FOR UPDATE`);
  }

  /** Newest first, those made before `before` (ids sort by time). */
  async list(
    tx: SqlTx,
    { active, triggerType, search, before }: WorkflowFilter & { before?: string },
    limit: number,
  ): Promise<WorkflowSummary[]> {
    const conditions = [Prisma.sql`team_id = brickwork_team() AND deleted_at IS NULL`];
    if (active !== undefined) conditions.push(Prisma.sql`active = ${active}`);
    if (triggerType) conditions.push(Prisma.sql`coalesce(trigger_type, ${triggerOfDraft}) = ${triggerType}`);
    if (search) conditions.push(Prisma.sql`position(lower(${search}) IN lower(name)) > 0`);
    if (before) conditions.push(Prisma.sql`id < ${before}::uuid`);
    const rows = await tx.rows(
      summaryShape,
      Prisma.sql`SELECT ${summaryColumns} FROM workflow WHERE ${Prisma.join(conditions, ' AND ')}
        ORDER BY team_id, id DESC LIMIT ${limit}`,
    );
    return rows.map((row) => ({ ...row, status: row.status as WorkflowStatus }));
  }

  async rename(tx: SqlTx, id: string, { name, description }: WorkflowChanges): Promise<Workflow> {
    return this.change(
      tx,
      id,
      Prisma.sql`name = coalesce(${name ?? null}, name),
        description = CASE WHEN ${description === undefined} THEN description ELSE ${description ?? null} END`,
    );
  }

  /** A new revision of the draft. */
  async writeDraft(tx: SqlTx, id: string, draft: object): Promise<Workflow> {
    return this.change(
      tx,
      id,
      Prisma.sql`draft = ${JSON.stringify(draft)}::jsonb, draft_revision = draft_revision + 1`,
    );
  }

  /** The draft of this moment is what `version` holds. */
  async setPublished(
    tx: SqlTx,
    id: string,
    { id: versionId, number, triggerType }: { id: string; number: number; triggerType: string },
  ): Promise<Workflow> {
    return this.change(
      tx,
      id,
      Prisma.sql`published_version_id = ${versionId}::uuid, published_number = ${number},
        trigger_type = ${triggerType}, published_revision = draft_revision`,
    );
  }

  async setActive(tx: SqlTx, id: string, active: boolean): Promise<Workflow> {
    return this.change(tx, id, Prisma.sql`active = ${active}`);
  }

  async remove(tx: SqlTx, id: string): Promise<void> {
    await this.change(tx, id, Prisma.sql`active = false, deleted_at = now()`);
  }

  private async one(tx: SqlTx, id: string, lock: Prisma.Sql): Promise<Workflow | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM workflow WHERE id = ${id}::uuid AND deleted_at IS NULL ${lock}`,
    );
    return row && workflowOf(row);
  }

  private async change(tx: SqlTx, id: string, assignments: Prisma.Sql): Promise<Workflow> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE workflow SET ${assignments}, updated_at = now() WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return workflowOf(row);
  }
}

const workflowOf = (row: RowOf<typeof shape>): Workflow => ({
  ...row,
  status: row.status as WorkflowStatus,
  draft: row.draft as object,
});
