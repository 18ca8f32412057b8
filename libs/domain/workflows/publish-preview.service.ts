import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import type { MoveMapping, RunningChoice } from './definition/definition.types';
import { RunPublish, type PlacePreview } from './engine/run-publish.service';
import { WorkflowChecks } from './workflow-checks.service';
import { workflowNotFound } from './workflows.errors';
import { WorkflowsRepository } from './workflows.repository';

/** What a publish of the draft would do to the leads under way. */
@Injectable()
export class PublishPreview {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowsRepository,
    private readonly checks: WorkflowChecks,
    private readonly runs: RunPublish,
  ) {}

  /** By step, how many leads would finish, move or stop. @throws DomainError workflow_not_found, workflow_incomplete */
  async of(
    scope: TenantScope,
    workflowId: string,
    choice: { running: RunningChoice; mapping?: MoveMapping },
  ): Promise<PlacePreview[]> {
    return this.database.sql(scope, async (tx) => {
      const workflow = await this.workflows.find(tx, workflowId);
      if (!workflow) throw workflowNotFound();
      const next = await this.checks.require(tx, workflow.draft, workflowId);
      return this.runs.preview(tx, workflowId, next, choice);
    });
  }
}
