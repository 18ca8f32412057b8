import { Injectable } from '@nestjs/common';
import { teamOf, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { isOpen, type Task } from './task';
import { plannedReminders } from './task-edit';
import { subjectOf } from './task-log';
import { taskReminderDue } from './tasks.events';
import { taskJobs, type RemindOfTaskPayload } from './tasks.jobs';
import { TasksRepository } from './tasks.repository';

/** Nobody wants to be told hours late that something will be due: that it is overdue is told by others. */
const latest = 15 * 60_000;

/**
 * Reminders follow from the task: each is a job that names the revision it was planned for. Every change of a task makes a new
 * revision, so those of an older one do nothing when their time comes.
 */
@Injectable()
export class TaskReminders {
  constructor(
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly repository: TasksRepository,
  ) {}

  /** A job for every reminder of these tasks; at most two statements. */
  async plan(tx: SqlTx, tasks: Task[]): Promise<void> {
    const wanted = tasks.filter((task) => isOpen(task) && task.reminders.length > 0);
    if (wanted.length === 0) return;
    const now = await this.repository.now(tx);
    const teamId = teamOf(tx);
    const entries = wanted.flatMap((task) =>
      plannedReminders(task, now).map(({ minutesBefore, dueAt }) => ({
        payload: { teamId, taskId: task.id, revision: task.revision, minutesBefore },
        dueAt,
        dedupeKey: `task-reminder:${task.id}:${task.revision}:${minutesBefore}`,
      })),
    );
    if (entries.length > 0) await this.jobs.enqueueMany(tx, taskJobs.remind, entries);
  }

  /** Tells who is to do the task, else who wrote it, if it is still as it was when this was planned. */
  async fire(tx: SqlTx, { taskId, revision, minutesBefore }: RemindOfTaskPayload): Promise<void> {
    const [task] = await this.repository.lock(tx, [taskId]);
    if (!task || task.revision !== revision || !isOpen(task)) return;
    const userId = task.assignedToId ?? task.createdById;
    const now = await this.repository.now(tx);
    const late = now.getTime() - (task.dueAt.getTime() - minutesBefore * 60_000);
    if (!userId || (late > latest && now > task.dueAt)) return;
    await this.events.publish(tx, taskReminderDue, { ...subjectOf(task), userId, revision, minutesBefore });
  }
}
