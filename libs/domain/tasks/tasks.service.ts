import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { conflict, notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type { NewTask, Task, TaskFilter } from './task';
import { taskCompleted, taskOpened } from './tasks.events';
import { TasksRepository } from './tasks.repository';

/** Work for a person. */
@Injectable()
export class Tasks {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly repository: TasksRepository,
  ) {}

  /**
   * Opens a task in the caller's transaction. While a task with the same dedupe key is open, that one is answered instead.
   */
  async open(tx: SqlTx, task: NewTask): Promise<{ id: string; created: boolean }> {
    const id = await this.repository.insert(tx, task);
    if (id) {
      await this.events.publish(tx, taskOpened, subject(id, task.leadId));
      return { id, created: true };
    }
    const existing = await this.repository.findOpenByKey(tx, task.dedupeKey!);
    // Somebody may have completed the other task between the two statements: then ours is wanted after all.
    return existing ? { id: existing, created: false } : this.open(tx, task);
  }

  /** @throws DomainError not_found/task_not_found */
  async get(scope: TenantScope, id: string): Promise<Task> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /**
   * What is due first comes first.
   * @throws DomainError not_found for a lead or user in the filter that the team does not have; invalid (cursor)
   */
  async list(
    scope: TenantScope,
    filter: TaskFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Task>> {
    const after = decodeCursor(cursor, ['date', 'uuid']);
    const rows = await this.database.sql(scope, async (tx) => {
      if (filter.leadId || filter.assignedToId) {
        const known = await this.repository.known(tx, filter);
        if (!known.lead) throw notFound('lead');
        if (!known.user) throw notFound('user');
      }
      return this.repository.list(tx, filter, after && { dueAt: after[0], id: after[1] }, limit + 1);
    });
    return pageOf(rows, limit, ({ dueAt, id }) => [dueAt, id]);
  }

  /** Open tasks about a lead that are due before `until` (UTC), overdue ones included; the first due first. */
  async openOf(tx: SqlTx, leadId: string, { until, limit }: { until: Date; limit: number }): Promise<Task[]> {
    const open = { status: ['PENDING', 'IN_PROGRESS'], leadId, dueBefore: until } satisfies TaskFilter;
    return this.repository.list(tx, open, undefined, limit);
  }

  /**
   * Completes a task; completing it again changes nothing.
   * @throws DomainError not_found/task_not_found, conflict/task_cancelled
   */
  async complete(scope: TenantScope, id: string, by: Author): Promise<Task> {
    return this.database.sql(scope, (tx) => this.completeIn(tx, id, by));
  }

  /** Completes the open task with this dedupe key, if there is one: what it asked for was decided elsewhere. */
  async completeByKey(tx: SqlTx, dedupeKey: string, by: Author): Promise<void> {
    const id = await this.repository.findOpenByKey(tx, dedupeKey);
    if (id) await this.completeIn(tx, id, by);
  }

  /** Gives the open tasks of one member to another, or to nobody, within `tx`; answers how many. */
  async handOver(tx: SqlTx, from: string, to: string | null): Promise<number> {
    return this.repository.handOver(tx, from, to);
  }

  private async completeIn(tx: SqlTx, id: string, by: Author): Promise<Task> {
    const completed = await this.repository.complete(tx, id);
    const task = await this.require(tx, id);
    if (task.status === 'CANCELLED')
      throw conflict('task_cancelled', 'A cancelled task cannot be completed.');
    if (completed) {
      await this.activities.record(tx, [
        {
          type: 'task.completed',
          title: `Task completed: ${task.title}`,
          leadId: task.leadId,
          userId: by.userId,
        },
      ]);
      await this.events.publish(tx, taskCompleted, subject(id, task.leadId));
    }
    return task;
  }

  private async require(tx: SqlTx, id: string): Promise<Task> {
    const task = await this.repository.find(tx, id);
    if (!task) throw notFound('task');
    return task;
  }
}

function subject(taskId: string, leadId: string | null | undefined): { taskId: string; leadId?: string } {
  return leadId ? { taskId, leadId } : { taskId };
}
