import { Injectable } from '@nestjs/common';
import type { Author } from '@domain/activities';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type NewestFirst, type Page } from '@platform/paging';
import type { NewTask, Task, TaskFilter } from './task';
import { TaskEndings } from './task-endings.service';
import { subjectOf, TaskLog } from './task-log';
import { TaskReminders } from './task-reminders.service';
import { taskNotFound } from './tasks.errors';
import { taskOpened } from './tasks.events';
import { TasksRepository } from './tasks.repository';

/** Work for a person: what the system opens and closes, and what is asked about it. */
@Injectable()
export class Tasks {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly log: TaskLog,
    private readonly reminders: TaskReminders,
    private readonly endings: TaskEndings,
    private readonly repository: TasksRepository,
  ) {}

  /**
   * Opens a task in the caller's transaction. While a task with the same dedupe key is open, that one is answered instead.
   */
  async open(tx: SqlTx, task: NewTask): Promise<{ id: string; created: boolean }> {
    const [opened] = await this.repository.insert(tx, [task]);
    if (opened) {
      await this.log.record(tx, 'task.created', [opened], { userId: task.createdById ?? null });
      await this.events.publish(tx, taskOpened, subjectOf(opened));
      await this.reminders.plan(tx, [opened]);
      return { id: opened.id, created: true };
    }
    const existing = await this.repository.findOpenByKey(tx, task.dedupeKey!);
    // Somebody may have completed the other task between the two statements: then ours is wanted after all.
    return existing ? { id: existing, created: false } : this.open(tx, task);
  }

  /** @throws DomainError not_found/task_not_found */
  async get(scope: TenantScope, id: string): Promise<Task> {
    const task = await this.database.sql(scope, (tx) => this.find(tx, id));
    if (!task) throw taskNotFound();
    return task;
  }

  /** In the caller's transaction; undefined when the team has none of this id. */
  async find(tx: SqlTx, id: string): Promise<Task | undefined> {
    return this.repository.find(tx, id);
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

  /** Tasks about a lead, of any status, by when they are due; the last first. One statement. */
  async latestOf(tx: SqlTx, leadId: string, piece: NewestFirst): Promise<Task[]> {
    return this.repository.latestOf(tx, leadId, piece);
  }

  /** Completes the open task with this dedupe key, if there is one: what it asked for was decided elsewhere. */
  async completeByKey(tx: SqlTx, dedupeKey: string, by: Author): Promise<void> {
    const id = await this.repository.findOpenByKey(tx, dedupeKey);
    if (id) await this.endings.completeIn(tx, [id], by);
  }
}
