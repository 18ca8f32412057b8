import { Injectable } from '@nestjs/common';
import type { Author } from '@domain/activities';
import { Database, isUniqueViolation, type SqlTx, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { isOpen, type Task } from './task';
import { changesBetween, subjectOf, TaskLog } from './task-log';
import { TaskReminders } from './task-reminders.service';
import { TaskSeries } from './task-series.service';
import { taskCancelled, taskNotFound, taskOpenAlready } from './tasks.errors';
import { taskCompleted, taskDeleted, taskReopened } from './tasks.events';
import { TasksRepository } from './tasks.repository';

/** What becomes of tasks. Each act brings about what follows from it in its own transaction; repeating it changes nothing. */
@Injectable()
export class TaskEndings {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly log: TaskLog,
    private readonly reminders: TaskReminders,
    private readonly series: TaskSeries,
    private readonly repository: TasksRepository,
  ) {}

  /** @throws DomainError not_found/task_not_found, conflict/task_cancelled */
  async complete(scope: TenantScope, id: string, by: Author): Promise<Task> {
    return this.database.sql(scope, async (tx) => {
      await this.completeIn(tx, [id], by);
      return (await this.repository.find(tx, id))!;
    });
  }

  /** All or none; answers how many were open. A fixed number of statements. @throws DomainError as `complete` */
  async completeMany(scope: TenantScope, ids: string[], by: Author): Promise<number> {
    const distinct = [...new Set(ids.map((id) => id.toLowerCase()))];
    return this.database.sql(scope, (tx) => this.completeIn(tx, distinct, by));
  }

  /** The same in the caller's transaction. */
  async completeIn(tx: SqlTx, ids: string[], by: Author): Promise<number> {
    const tasks = await this.repository.lock(tx, ids);
    if (tasks.length !== ids.length) throw taskNotFound();
    if (tasks.some(({ status }) => status === 'CANCELLED')) throw taskCancelled('completed');
    const open = tasks.filter(isOpen).map(({ id }) => id);
    if (open.length === 0) return 0;
    const completed = await this.repository.complete(tx, open);
    const before = new Map(tasks.map((task) => [task.id, task]));
    const told = completed.map((task) => ({ ...task, changes: changesBetween(before.get(task.id)!, task) }));
    await this.log.record(tx, 'task.completed', told, by);
    await this.events.publishMany(tx, taskCompleted, completed.map(subjectOf));
    await this.series.follow(tx, completed, completed[0]!.completedAt!);
    return completed.length;
  }

  /** Takes a completed task up again. @throws DomainError not_found/task_not_found, conflict/task_cancelled, task_open_already */
  async uncomplete(scope: TenantScope, id: string, by: Author): Promise<Task> {
    return this.database.sql(scope, async (tx) => {
      const [before] = await this.repository.lock(tx, [id]);
      if (!before) throw taskNotFound();
      if (before.status === 'CANCELLED') throw taskCancelled('taken up again; set its status instead');
      if (isOpen(before)) return before;
      const task = await this.reopen(tx, id);
      await this.series.unfollow(tx, task);
      await this.reminders.plan(tx, [task]);
      await this.log.record(tx, 'task.reopened', [{ ...task, changes: changesBetween(before, task) }], by);
      await this.events.publish(tx, taskReopened, subjectOf(task));
      return task;
    });
  }

  /** Of a task that repeats, nothing follows any more. @throws DomainError not_found/task_not_found */
  async delete(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const [task] = await this.repository.lock(tx, [id]);
      if (!task) throw taskNotFound();
      await this.repository.delete(tx, id);
      await this.log.record(tx, 'task.deleted', [task], by);
      await this.events.publish(tx, taskDeleted, subjectOf(task));
    });
  }

  private async reopen(tx: SqlTx, id: string): Promise<Task> {
    try {
      return await this.repository.reopen(tx, id);
    } catch (error) {
      if (isUniqueViolation(error, 'task_dedupe_open')) throw taskOpenAlready();
      throw error;
    }
  }
}
