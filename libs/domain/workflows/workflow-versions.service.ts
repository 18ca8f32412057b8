import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type { Definition } from './definition/definition.types';
import { diffDefinitions, type DefinitionDiff } from './definition/diff';
import { WorkflowChecks } from './workflow-checks.service';
import { WorkflowVersionsRepository } from './workflow-versions.repository';
import type { VersionSummary, Workflow, WorkflowVersion } from './workflow.types';
import {
  versionNotFound,
  workflowIncomplete,
  workflowNotFound,
  workflowNotPublished,
} from './workflows.errors';
import { WorkflowsRepository } from './workflows.repository';

/** The draft, or a version by number; `published` is the latest version. */
export type VersionChoice = 'draft' | 'published' | number;

@Injectable()
export class WorkflowVersionsService {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowsRepository,
    private readonly versions: WorkflowVersionsRepository,
    private readonly checks: WorkflowChecks,
  ) {}

  /** Newest first. @throws DomainError not_found/workflow_not_found, invalid (cursor) */
  async list(
    scope: TenantScope,
    id: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<VersionSummary>> {
    const [before] = decodeCursor(cursor, ['int']) ?? [];
    const rows = await this.database.sql(scope, async (tx) => {
      await this.required(tx, id);
      return this.versions.list(tx, id, before, limit + 1);
    });
    return pageOf(rows, limit, ({ number }) => [number]);
  }

  /** @throws DomainError not_found/workflow_not_found, workflow_version_not_found */
  async get(scope: TenantScope, id: string, number: number): Promise<WorkflowVersion> {
    return this.database.sql(scope, async (tx) => {
      await this.required(tx, id);
      return this.version(tx, id, number);
    });
  }

  /**
   * What changed from one to the other.
   * @throws DomainError conflict/workflow_incomplete for a draft that is not of the shape of the schema,
   *   conflict/workflow_not_published, not_found/workflow_version_not_found
   */
  async diff(
    scope: TenantScope,
    id: string,
    from: VersionChoice,
    to: VersionChoice,
  ): Promise<DefinitionDiff> {
    return this.database.sql(scope, async (tx) => {
      const workflow = await this.required(tx, id);
      const [before, after] = [await this.chosen(tx, workflow, from), await this.chosen(tx, workflow, to)];
      return diffDefinitions(before, after);
    });
  }

  /**
   * The definition that is meant, fit to be run.
   * @throws DomainError conflict/workflow_incomplete for a draft with problems; as `diff`
   */
  async runnable(tx: SqlTx, id: string, choice: VersionChoice): Promise<Definition> {
    const workflow = await this.required(tx, id);
    if (choice === 'draft') return this.checks.require(tx, workflow.draft, id);
    return this.chosen(tx, workflow, choice);
  }

  private async chosen(tx: SqlTx, workflow: Workflow, choice: VersionChoice): Promise<Definition> {
    if (choice === 'draft') {
      const { definition, problems } = await this.checks.check(tx, workflow.draft, workflow.id);
      if (!definition) throw workflowIncomplete(problems);
      return definition;
    }
    const number = choice === 'published' ? workflow.publishedNumber : choice;
    if (number === null) throw workflowNotPublished();
    return (await this.version(tx, workflow.id, number)).definition;
  }

  private async version(tx: SqlTx, id: string, number: number): Promise<WorkflowVersion> {
    const version = await this.versions.byNumber(tx, id, number);
    if (!version) throw versionNotFound();
    return version;
  }

  private async required(tx: SqlTx, id: string): Promise<Workflow> {
    const workflow = await this.workflows.find(tx, id);
    if (!workflow) throw workflowNotFound();
    return workflow;
  }
}
