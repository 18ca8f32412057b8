import { Injectable } from '@nestjs/common';
import { changedFields } from '@domain/activities';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { DEFINITION_LIMITS, type Problem } from './definition/problem';
import { WorkflowChecks } from './workflow-checks.service';
import { WorkflowLog } from './workflow-log';
import { WorkflowTemplates } from './workflow-templates.service';
import { WorkflowSegments } from './workflow-segments.service';
import {
  emptyDefinition,
  type NewWorkflow,
  type Workflow,
  type WorkflowChanges,
  type WorkflowFilter,
  type WorkflowSummary,
} from './workflow.types';
import { draftConflict, draftTooLarge, workflowNotFound, workflowNotPublished } from './workflows.errors';
import { workflowDeleted, workflowToggled } from './workflows.events';
import { WorkflowsRepository } from './workflows.repository';

/** Writing workflows. A draft may be unfinished; what is published is in workflow-publish. */
@Injectable()
export class WorkflowsService {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowsRepository,
    private readonly checks: WorkflowChecks,
    private readonly templates: WorkflowTemplates,
    private readonly segments: WorkflowSegments,
    private readonly log: WorkflowLog,
    private readonly events: Events,
  ) {}

  /** @throws DomainError not_found/workflow_not_found */
  async get(scope: TenantScope, id: string): Promise<Workflow> {
    const workflow = await this.database.sql(scope, (tx) => this.workflows.find(tx, id));
    if (!workflow) throw workflowNotFound();
    return workflow;
  }

  /** Newest first, without drafts. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    filter: WorkflowFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<WorkflowSummary>> {
    const [before] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.database.sql(scope, (tx) =>
      this.workflows.list(tx, { ...filter, before }, limit + 1),
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** @throws DomainError too_large/workflow_too_large */
  async create(scope: TenantScope, userId: string | null, input: NewWorkflow): Promise<Workflow> {
    return this.database.sql(scope, (tx) => this.createIn(tx, userId, input));
  }

  /** The same in the caller's transaction. */
  async createIn(tx: SqlTx, userId: string | null, input: NewWorkflow): Promise<Workflow> {
    const { name, description = null, definition: draft = emptyDefinition } = input;
    checkSize(draft);
    const workflow = await this.workflows.insert(tx, { name, description, draft, createdById: userId });
    await this.templates.hold(tx, workflow);
    await this.log.record(tx, 'workflow.created', workflow, { userId });
    return workflow;
  }

  /** Changes name and description, which are no part of what is published. */
  async update(
    scope: TenantScope,
    userId: string | null,
    id: string,
    changes: WorkflowChanges,
  ): Promise<Workflow> {
    return this.database.sql(scope, async (tx) => {
      const before = await this.locked(tx, id);
      const workflow = await this.workflows.rename(tx, id, changes);
      if (workflow.name !== before.name) await this.templates.hold(tx, workflow);
      if (workflow.active) await this.segments.keep(tx, workflow);
      const changed = changedFields(before, workflow, ['name', 'description']);
      await this.log.record(tx, 'workflow.updated', workflow, { userId, changes: changed });
      return workflow;
    });
  }

  /**
   * Replaces the draft, finished or not, and tells what is still wrong with it. Running leads notice nothing before a publish.
   * @throws DomainError conflict/workflow_draft_conflict when `revision` is not the draft's, too_large/workflow_too_large
   */
  async writeDraft(
    scope: TenantScope,
    id: string,
    { definition, revision }: { definition: object; revision: number },
  ): Promise<{ workflow: Workflow; problems: Problem[] }> {
    checkSize(definition);
    return this.database.sql(scope, async (tx) => {
      const { draftRevision } = await this.locked(tx, id);
      if (draftRevision !== revision) throw draftConflict(draftRevision);
      const { problems } = await this.checks.check(tx, definition, id);
      const workflow = await this.workflows.writeDraft(tx, id, definition);
      await this.templates.hold(tx, workflow);
      return { workflow, problems };
    });
  }

  /** What is wrong with `definition`, or with the draft without one. Stores nothing. */
  async validate(scope: TenantScope, id: string, definition?: object): Promise<Problem[]> {
    return this.database.sql(scope, async (tx) => {
      const workflow = await this.workflows.find(tx, id);
      if (!workflow) throw workflowNotFound();
      return (await this.checks.check(tx, definition ?? workflow.draft, id)).problems;
    });
  }

  /**
   * Lets leads enter, or no more; who is in goes on to the end. Without `active` the other way than now.
   * @throws DomainError conflict/workflow_not_published, not_found/segment_not_found when one it asks is gone
   */
  async toggle(scope: TenantScope, userId: string | null, id: string, active?: boolean): Promise<Workflow> {
    return this.database.sql(scope, async (tx) => {
      const workflow = await this.locked(tx, id);
      const wanted = active ?? !workflow.active;
      if (wanted === workflow.active) return workflow;
      if (wanted && workflow.publishedVersionId === null) throw workflowNotPublished();
      const toggled = await this.workflows.setActive(tx, id, wanted);
      await this.segments.keep(tx, toggled);
      await this.events.publish(tx, workflowToggled, { workflowId: id, active: wanted });
      const changes = { active: { from: workflow.active, to: wanted } };
      await this.log.record(tx, wanted ? 'workflow.activated' : 'workflow.paused', toggled, {
        userId,
        changes,
      });
      return toggled;
    });
  }

  /** Its live runs are ended; what they did stays explained. */
  async remove(scope: TenantScope, userId: string | null, id: string): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const workflow = await this.locked(tx, id);
      await this.segments.letGo(tx, workflow);
      await this.workflows.remove(tx, id);
      await this.templates.letGo(tx, workflow);
      await this.events.publish(tx, workflowDeleted, { workflowId: id });
      await this.log.record(tx, 'workflow.deleted', workflow, { userId });
    });
  }

  private async locked(tx: SqlTx, id: string): Promise<Workflow> {
    const workflow = await this.workflows.lock(tx, id);
    if (!workflow) throw workflowNotFound();
    return workflow;
  }
}

function checkSize(definition: object): void {
  if (Buffer.byteLength(JSON.stringify(definition)) > DEFINITION_LIMITS.bytes)
    throw draftTooLarge(DEFINITION_LIMITS.bytes);
}
