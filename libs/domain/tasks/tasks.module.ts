import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { OverdueTasksRepository } from './overdue-tasks.repository';
import { OverdueTasks } from './overdue-tasks.service';
import { TaskEndings } from './task-endings.service';
import { TaskLog } from './task-log';
import { TaskReminders } from './task-reminders.service';
import { TaskSeries } from './task-series.service';
import { TaskWriting } from './task-writing.service';
import { TasksRepository } from './tasks.repository';
import { Tasks } from './tasks.service';

@Module({
  imports: [ActivitiesModule],
  providers: [
    ...[Tasks, TaskWriting, TaskEndings, TaskReminders, OverdueTasks],
    ...[TaskLog, TaskSeries, TasksRepository, OverdueTasksRepository],
  ],
  exports: [Tasks, TaskWriting, TaskEndings, TaskReminders, OverdueTasks],
})
export class TasksModule {}
