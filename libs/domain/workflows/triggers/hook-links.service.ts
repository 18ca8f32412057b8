import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';
import { randomToken, sha256Hex } from '@platform/crypto';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { WorkflowLog } from '../workflow-log';
import { HooksRepository, type HookRow } from './hooks.repository';

/** What may be told of a secret URL once it was shown: all but itself. */
export interface HookLink {
  createdAt: Date;
  lastUsedAt: Date | null;
  /** The URL before it, while it still works. */
  previous: { worksUntil: Date; lastUsedAt: Date | null } | null;
}

/** The secret URL of a workflow: made, exchanged and taken away by people. */
@Injectable()
export class HookLinks {
  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly log: WorkflowLog,
    private readonly repository: HooksRepository,
  ) {}

  /** @throws DomainError not_found/workflow_not_found, hook_not_found */
  async get(scope: TenantScope, workflowId: string): Promise<HookLink> {
    return this.database.sql(scope, async (tx) => {
      await this.workflow(tx, workflowId);
      const hook = await this.repository.get(tx, workflowId);
      if (!hook) throw notFound('hook');
      return shown(hook);
    });
  }

  /**
   * A new URL, shown this once. The one before works for `overlapMinutes` more (0: it is dead with the commit), so that whoever calls it
   * can change over; any older one no longer works. @throws DomainError not_found/workflow_not_found
   */
  async rotate(
    scope: TenantScope,
    workflowId: string,
    { overlapMinutes, userId }: { overlapMinutes: number; userId: string | null },
  ): Promise<HookLink & { url: string }> {
    const token = randomToken(32);
    const hook = await this.database.sql(scope, async (tx) => {
      const workflow = await this.workflow(tx, workflowId);
      const row = await this.repository.rotate(tx, workflowId, sha256Hex(token), overlapMinutes);
      await this.log.record(tx, 'workflow.hook_exchanged', workflow, { userId, changes: { overlapMinutes } });
      return row;
    });
    return { url: `${this.env.PUBLIC_URL.replace(/\/$/, '')}/api/hooks/${token}`, ...shown(hook) };
  }

  /** From the commit on neither it nor the one before works. @throws DomainError not_found/workflow_not_found, hook_not_found */
  async remove(scope: TenantScope, workflowId: string, by: { userId: string | null }): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const workflow = await this.workflow(tx, workflowId);
      if (!(await this.repository.remove(tx, workflowId))) throw notFound('hook');
      await this.log.record(tx, 'workflow.hook_removed', workflow, { userId: by.userId });
    });
  }

  private async workflow(tx: SqlTx, id: string): Promise<{ id: string; name: string }> {
    const workflow = await this.repository.workflow(tx, id);
    if (!workflow) throw notFound('workflow');
    return workflow;
  }
}

const shown = ({ createdAt, lastUsedAt, previousUntil, previousUsedAt }: HookRow): HookLink => ({
  createdAt,
  lastUsedAt,
  previous: previousUntil && { worksUntil: previousUntil, lastUsedAt: previousUsedAt },
});
