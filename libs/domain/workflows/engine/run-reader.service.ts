import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { runNotFound } from './run.errors';
import {
  RunViewsRepository,
  type RunCauses,
  type RunFilter,
  type RunView,
  type StepView,
  type WebhookView,
} from './run-views.repository';

export interface RunStory extends RunView, RunCauses {
  steps: StepView[];
  webhooks: WebhookView[];
}

/** Runs as people read them: where each stands, what it did, what led to it. */
@Injectable()
export class RunReader {
  constructor(
    private readonly database: Database,
    private readonly views: RunViewsRepository,
  ) {}

  /** Newest first. @throws DomainError not_found/workflow_not_found, invalid (cursor) */
  async list(
    scope: TenantScope,
    workflowId: string,
    filter: RunFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<RunView>> {
    const before = decodeCursor(cursor, ['uuid']);
    const rows = await this.database.sql(scope, async (tx) => {
      if (!(await this.views.hasWorkflow(tx, workflowId))) throw notFound('workflow');
      return this.views.list(tx, workflowId, filter, before?.[0], limit + 1);
    });
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** @throws DomainError not_found/workflow_run_not_found */
  async get(scope: TenantScope, id: string): Promise<RunView> {
    const run = await this.database.sql(scope, (tx) => this.views.find(tx, id));
    if (!run) throw runNotFound();
    return run;
  }

  /** With its step log (the last 1,000 steps), its webhooks and its causes. @throws DomainError not_found/workflow_run_not_found */
  async story(scope: TenantScope, id: string): Promise<RunStory> {
    return this.database.sql(scope, async (tx) => {
      const run = await this.views.find(tx, id);
      if (!run) throw runNotFound();
      const causes = await this.views.causes(tx, id);
      const steps = await this.views.steps(tx, id);
      return { ...run, ...causes, steps, webhooks: await this.views.webhooks(tx, id) };
    });
  }
}
