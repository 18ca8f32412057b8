import { Injectable } from '@nestjs/common';
import type { Author } from '@domain/activities';
import { Database, isUniqueViolation, newId, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { isOpen, type Task, type TaskInput } from './task';
import { editedTask, newTaskState } from './task-edit';
import { changesBetween, subjectOf, TaskLog } from './task-log';
import { TaskReminders } from './task-reminders.service';
import { taskNotFound, taskOpenAlready } from './tasks.errors';
import { taskAssigned, taskOpened, taskUpdated } from './tasks.events';
import { TasksRepository, type TaskState } from './tasks.repository';

/** What people write: new tasks, and changes of open ones. */
@Injectable()
export class TaskWriting {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly log: TaskLog,
    private readonly reminders: TaskReminders,
    private readonly repository: TasksRepository,
  ) {}

  /** @throws DomainError invalid (time, title), not_found/lead_not_found, user_not_found */
  async create(scope: TenantScope, input: TaskInput, by: Author): Promise<Task> {
    return this.database.sql(scope, async (tx) => {
      await this.requireSubjects(tx, input);
      const state = newTaskState(input, await this.zone(tx, input, input.assignedToId, by));
      const seriesId = state.recurrence ? newId() : null;
      const [task] = await this.repository.insert(tx, [{ ...state, seriesId, createdById: by.userId }]);
      await this.log.record(tx, 'task.created', [task!], by);
      await this.events.publish(tx, taskOpened, subjectOf(task!));
      await this.assigned(tx, null, task!, by);
      await this.reminders.plan(tx, [task!]);
      return task!;
    });
  }

  /** Changes what `input` states; null clears. @throws DomainError as `create`, and task_not_found, task_completed, task_cancelled */
  async update(scope: TenantScope, id: string, input: TaskInput, by: Author): Promise<Task> {
    return this.database.sql(scope, async (tx) => {
      const [before] = await this.repository.lock(tx, [id]);
      if (!before) throw taskNotFound();
      await this.requireSubjects(tx, input);
      const edited = editedTask(before, input, await this.zone(tx, input, before.assignedToId, by));
      const changes = changesBetween(before, edited);
      if (Object.keys(changes).length === 0) return before;
      const seriesId = edited.recurrence ? (edited.seriesId ?? newId()) : null;
      const after = await this.write(tx, id, { ...edited, seriesId });
      const ended = after.status === 'CANCELLED' && isOpen(before);
      await this.log.record(tx, ended ? 'task.cancelled' : 'task.updated', [{ ...after, changes }], by);
      await this.events.publish(tx, taskUpdated, subjectOf(after));
      await this.assigned(tx, before.assignedToId, after, by);
      await this.reminders.plan(tx, [after]);
      return after;
    });
  }

  /** To a member, or to nobody. @throws DomainError as `update` */
  async assign(scope: TenantScope, id: string, userId: string | null, by: Author): Promise<Task> {
    return this.update(scope, id, { assignedToId: userId }, by);
  }

  /** Who takes a task for themselves knows it. */
  private async assigned(tx: SqlTx, before: string | null, task: Task, by: Author): Promise<void> {
    const userId = task.assignedToId;
    if (userId && userId !== before && userId !== by.userId)
      await this.events.publish(tx, taskAssigned, { ...subjectOf(task), userId });
  }

  private async zone(
    tx: SqlTx,
    input: TaskInput,
    assignedToId: string | null | undefined,
    by: Author,
  ): Promise<string> {
    return input.zone ?? this.repository.zoneFor(tx, [input.assignedToId ?? assignedToId, by.userId]);
  }

  private async requireSubjects(tx: SqlTx, { leadId, assignedToId }: TaskInput): Promise<void> {
    if (!leadId && !assignedToId) return;
    const known = await this.repository.known(tx, { leadId, assignedToId });
    if (!known.lead) throw notFound('lead');
    if (!known.user) throw notFound('user');
  }

  private async write(tx: SqlTx, id: string, state: TaskState): Promise<Task> {
    try {
      return await this.repository.update(tx, id, state);
    } catch (error) {
      if (isUniqueViolation(error, 'task_dedupe_open')) throw taskOpenAlready();
      throw error;
    }
  }
}
