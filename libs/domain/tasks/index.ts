export { Tasks } from './tasks.service';
export { TasksModule } from './tasks.module';
export { TASK_PRIORITIES, TASK_STATUSES } from './task';
export type { NewTask, Task, TaskFilter, TaskPriority, TaskStatus } from './task';
