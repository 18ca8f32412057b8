export { OverdueTasks } from './overdue-tasks.service';
export { FREQUENCIES, NEXT_WHEN, WEEKDAYS } from './recurrence';
export type { Frequency, Recurrence, StoredRecurrence, Weekday } from './recurrence';
export { EDITABLE_STATUSES, isOpen, TASK_PRIORITIES, TASK_STATUSES, taskLimits } from './task';
export type { NewTask, Task, TaskFilter, TaskInput, TaskPriority, TaskStatus } from './task';
export { TaskEndings } from './task-endings.service';
export { localTextOf } from './task-time';
export { TaskWriting } from './task-writing.service';
// What the slices above subscribe to.
export {
  taskAssigned,
  taskCompleted,
  taskDeleted,
  taskOpened,
  taskOverdue,
  taskReminderDue,
  taskReopened,
  taskUpdated,
} from './tasks.events';
export type { TaskAssigned, TaskOverdue, TaskReminderDue } from './tasks.events';
export { TasksModule } from './tasks.module';
export { Tasks } from './tasks.service';
