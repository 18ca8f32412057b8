import { Injectable } from '@nestjs/common';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { checksumOf } from './definition/canonical';
import type { Definition } from './definition/definition.types';
import { mappingProblems } from './definition/plan-move';
import { WorkflowChecks } from './workflow-checks.service';
import { WorkflowLog } from './workflow-log';
import { WorkflowTemplates } from './workflow-templates.service';
import { WorkflowSegments } from './workflow-segments.service';
import { WorkflowVersionsRepository } from './workflow-versions.repository';
import type { PublishRequest, Workflow, WorkflowVersion } from './workflow.types';
import { draftConflict, mappingInvalid, workflowNotFound, workflowUnchanged } from './workflows.errors';
import { workflowPublished, workflowToggled } from './workflows.events';
import { WorkflowsRepository } from './workflows.repository';

@Injectable()
export class WorkflowPublishService {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowsRepository,
    private readonly versions: WorkflowVersionsRepository,
    private readonly checks: WorkflowChecks,
    private readonly templates: WorkflowTemplates,
    private readonly segments: WorkflowSegments,
    private readonly log: WorkflowLog,
    private readonly events: Events,
  ) {}

  /**
   * Makes a version of the draft that nobody can change any more. Leads that enter from now on run on it; what becomes of those
   * who are in is stored with it and done by whoever subscribes to `workflow.published`.
   * @throws DomainError conflict/workflow_incomplete, workflow_draft_conflict, workflow_unchanged; invalid (mapping)
   */
  async publish(
    scope: TenantScope,
    userId: string | null,
    id: string,
    request: PublishRequest,
  ): Promise<{ workflow: Workflow; version: WorkflowVersion }> {
    const { running, mapping = {}, revision, note = null, activate = false } = request;
    return this.database.sql(scope, async (tx) => {
      const workflow = await this.workflows.lock(tx, id);
      if (!workflow) throw workflowNotFound();
      if (revision !== undefined && revision !== workflow.draftRevision)
        throw draftConflict(workflow.draftRevision);
      const definition = await this.checks.require(tx, workflow.draft, id);
      const checksum = checksumOf(definition);
      const before = await this.published(tx, workflow);
      if (before?.checksum === checksum) throw workflowUnchanged();
      checkMapping(before?.definition, definition, request);
      const number = (workflow.publishedNumber ?? 0) + 1;
      const version = await this.versions.insert(tx, {
        ...{ workflowId: id, number, definition, checksum },
        ...{ running, mapping, note, publishedById: userId },
      });
      const published = await this.workflows.setPublished(tx, id, version);
      await this.templates.hold(tx, published);
      const fact = { workflowId: id, to: version.id, number, running };
      await this.events.publish(tx, workflowPublished, before ? { ...fact, from: before.id } : fact);
      const changes = { number: { from: workflow.publishedNumber, to: number }, running };
      await this.log.record(tx, 'workflow.published', published, {
        userId,
        changes,
        description: note ?? undefined,
      });
      const after = activate ? await this.activate(tx, userId, published) : published;
      await this.segments.keep(tx, after);
      return { workflow: after, version };
    });
  }

  private async published(tx: SqlTx, workflow: Workflow): Promise<WorkflowVersion | undefined> {
    return workflow.publishedVersionId === null
      ? undefined
      : this.versions.byId(tx, workflow.publishedVersionId);
  }

  private async activate(tx: SqlTx, userId: string | null, workflow: Workflow): Promise<Workflow> {
    if (workflow.active) return workflow;
    const active = await this.workflows.setActive(tx, workflow.id, true);
    await this.events.publish(tx, workflowToggled, { workflowId: workflow.id, active: true });
    await this.log.record(tx, 'workflow.activated', active, {
      userId,
      changes: { active: { from: false, to: true } },
    });
    return active;
  }
}

function checkMapping(
  before: Definition | undefined,
  after: Definition,
  { running, mapping = {} }: PublishRequest,
): void {
  if (Object.keys(mapping).length === 0) return;
  if (running !== 'move' || !before) {
    const message = 'Only running leads that move to the new version take a mapping.';
    throw mappingInvalid([{ path: '/mapping', code: 'mapping_not_taken', message }]);
  }
  const problems = mappingProblems(before, after, mapping);
  if (problems.length > 0) throw mappingInvalid(problems);
}
