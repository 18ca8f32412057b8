import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events';
import type { SqlTx } from '@platform/database';
import { nextOccurrence } from './recurrence';
import type { NewTask, Task } from './task';
import { subjectOf, TaskLog } from './task-log';
import { TaskReminders } from './task-reminders.service';
import { taskOpened } from './tasks.events';
import { TasksRepository } from './tasks.repository';

/** Tasks that repeat: one occurrence makes the next, once. */
@Injectable()
export class TaskSeries {
  constructor(
    private readonly events: Events,
    private readonly log: TaskLog,
    private readonly reminders: TaskReminders,
    private readonly repository: TasksRepository,
  ) {}

  /** Opens the occurrences after these. One that is there already stays as it is; a fixed number of statements. */
  async follow(tx: SqlTx, tasks: Task[], now: Date): Promise<void> {
    const next = tasks.flatMap((task) => nextOf(task, now) ?? []);
    if (next.length === 0) return;
    const opened = await this.repository.insert(tx, next);
    await this.log.record(tx, 'task.created', opened, { userId: null });
    await this.events.publishMany(tx, taskOpened, opened.map(subjectOf));
    await this.reminders.plan(tx, opened);
  }

  /** A task is taken up again: the one that followed it goes, unless somebody has worked on it. */
  async unfollow(tx: SqlTx, task: Task): Promise<void> {
    // The one that followed because this was due would not follow a second time.
    if (task.recurrence?.next === 'DUE' && task.overdueAt) return;
    if (task.seriesId) await this.repository.withdrawNext(tx, task);
  }
}

function nextOf(task: Task, now: Date): NewTask | undefined {
  const { recurrence, zone, seriesId, occurrence } = task;
  if (!recurrence || !zone || !seriesId) return undefined;
  const next = nextOccurrence(recurrence, { zone, occurrence, now });
  if (!next) return undefined;
  const { title, description, priority, leadId, assignedToId, reminders, createdById } = task;
  return {
    ...{ title, description, zone, priority, leadId, assignedToId, reminders, createdById },
    ...{ ...next, seriesId, occurrence: occurrence + 1 },
  };
}
