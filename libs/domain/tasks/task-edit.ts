import { invalidField } from '@platform/errors';
import { seriesFrom, type StoredRecurrence } from './recurrence';
import { isOpen, type Task, type TaskInput } from './task';
import { dueOf } from './task-time';
import { required, taskCancelled, taskCompletedAlready } from './tasks.errors';
import type { TaskState } from './tasks.repository';

const minute = 60_000;
const sorted = (reminders: number[]): number[] => [...new Set(reminders)].sort((a, b) => b - a);

/** A task as its writer states it. `zone`: on whose clock, unless they say. @throws DomainError as `dueOf`, and required */
export function newTaskState(input: TaskInput, zoneOfPerson: string): TaskState {
  checkRule(input);
  const zone = input.zone ?? zoneOfPerson;
  const dueAt = dueOf(input, zone);
  if (!input.title) throw required('title', 'A task needs a title.');
  if (!dueAt) throw required('dueAt', 'State dueAt, or dueLocal.');
  return {
    ...{ title: input.title, description: input.description ?? null, dueAt, zone },
    ...{ priority: input.priority ?? 'MEDIUM', status: input.status ?? 'PENDING' },
    ...{ assignedToId: input.assignedToId ?? null, leadId: input.leadId ?? null },
    reminders: sorted(input.reminders ?? []),
    recurrence: input.recurrence ? seriesFrom(input.recurrence, dueAt, zone) : null,
    ...{ seriesId: null, occurrence: 1, overdueAt: null },
  };
}

/**
 * What an edit makes of a task. One occurrence that is put off leaves the dates of its series alone; a rule that is stated begins
 * a new series with this task.
 * @throws DomainError conflict/task_completed, task_cancelled, and as `dueOf`
 */
export function editedTask(before: Task, input: TaskInput, zoneOfPerson: string): TaskState {
  if (before.status === 'COMPLETED') throw taskCompletedAlready();
  checkRule(input);
  const status = input.status ?? before.status;
  if (before.status === 'CANCELLED' && status === 'CANCELLED') throw taskCancelled('changed');
  const zone = input.zone ?? before.zone ?? zoneOfPerson;
  const dueAt = dueOf(input, zone) ?? before.dueAt;
  const given = <K extends 'description' | 'priority' | 'assignedToId' | 'leadId'>(key: K): Task[K] =>
    input[key] === undefined ? before[key] : (input[key] as Task[K]);
  const moved = dueAt.getTime() !== before.dueAt.getTime();
  return {
    ...{ title: input.title ?? before.title, description: given('description'), dueAt, zone, status },
    ...{ priority: given('priority'), assignedToId: given('assignedToId'), leadId: given('leadId') },
    reminders: input.reminders ? sorted(input.reminders) : before.reminders,
    ...seriesOf(before, input, dueAt, zone),
    // Put off, it can become overdue again.
    overdueAt: moved ? null : before.overdueAt,
  };
}

function checkRule({ recurrence }: TaskInput): void {
  if (recurrence?.weekdays && recurrence.frequency !== 'WEEKLY')
    throw invalidField('recurrence.weekdays', 'weekly_only', 'Weekdays are stated of a weekly task.');
}

function seriesOf(
  before: Task,
  { recurrence }: TaskInput,
  dueAt: Date,
  zone: string,
): { recurrence: StoredRecurrence | null; seriesId: string | null; occurrence: number } {
  const { seriesId, occurrence } = before;
  if (recurrence === undefined) return { recurrence: before.recurrence, seriesId, occurrence };
  if (recurrence === null) return { recurrence: null, seriesId: null, occurrence: 1 };
  return { recurrence: seriesFrom(recurrence, dueAt, zone), seriesId: null, occurrence: 1 };
}

/** When which reminders of an open task are due; one that would have been before `now` is none. */
export function plannedReminders(
  task: Pick<Task, 'status' | 'reminders' | 'dueAt'>,
  now: Date,
): { minutesBefore: number; dueAt: Date }[] {
  if (!isOpen(task)) return [];
  return task.reminders
    .map((minutesBefore) => ({
      minutesBefore,
      dueAt: new Date(task.dueAt.getTime() - minutesBefore * minute),
    }))
    .filter(({ dueAt }) => dueAt > now);
}
