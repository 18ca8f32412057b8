import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Definition, MoveMapping, RunningChoice, TriggerType } from '../definition/definition.types';

export interface Version {
  id: string;
  workflowId: string;
  number: number;
  definition: Definition;
  running: RunningChoice;
  mapping: MoveMapping;
}

const shape = {
  id: 'uuid',
  workflowId: 'uuid',
  number: 'int',
  definition: 'json',
  running: 'text',
  mapping: 'json',
} as const;

/** Versions kept by a process; they never change. */
const mostKept = 1_000;

/** Published versions, read once per process. */
@Injectable()
export class VersionsRepository {
  private readonly known = new Map<string, Version>();

  /** @throws Error when the version is not the team's: a run is always pinned to one that is */
  async one(tx: SqlTx, id: string): Promise<Version> {
    const version = (await this.many(tx, [id])).get(id);
    if (!version) throw new Error(`there is no version ${id}`);
    return version;
  }

  async many(tx: SqlTx, ids: readonly string[]): Promise<Map<string, Version>> {
    const missing = [...new Set(ids)].filter((id) => !this.known.has(id));
    if (missing.length > 0) {
      const rows = await tx.rows(
        shape,
        Prisma.sql`SELECT id, workflow_id AS "workflowId", number, definition, running, mapping
          FROM workflow_version WHERE id = ANY(${missing}::uuid[])`,
      );
      for (const row of rows) this.keep(row as Version);
    }
    return new Map(
      ids.flatMap((id) => {
        const version = this.known.get(id);
        return version ? [[id, version]] : [];
      }),
    );
  }

  /** The published versions of the team's active workflows with one of these triggers. */
  async active(tx: SqlTx, triggers: readonly TriggerType[]): Promise<Version[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT published_version_id AS id FROM workflow
        WHERE team_id = brickwork_team() AND trigger_type = ANY(${[...triggers]}::text[]) AND active AND deleted_at IS NULL
          AND published_version_id IS NOT NULL ORDER BY id`,
    );
    const ids = rows.map(({ id }) => id);
    return [...(await this.many(tx, ids)).values()];
  }

  /** What is published of a workflow; undefined when there is no such workflow. */
  async published(
    tx: SqlTx,
    workflowId: string,
  ): Promise<{ active: boolean; version: Version | undefined } | undefined> {
    const row = await tx.maybeOne(
      { active: 'bool', versionId: 'uuid?' },
      Prisma.sql`SELECT active, published_version_id AS "versionId" FROM workflow
        WHERE id = ${workflowId}::uuid AND deleted_at IS NULL`,
    );
    return (
      row && { active: row.active, version: row.versionId ? await this.one(tx, row.versionId) : undefined }
    );
  }

  private keep(version: Version): void {
    if (this.known.size >= mostKept) this.known.delete(this.known.keys().next().value!);
    this.known.set(version.id, version);
  }
}
