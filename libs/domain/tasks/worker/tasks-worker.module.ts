import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { taskJobs } from '../tasks.jobs';
import { TasksModule } from '../tasks.module';
import { RemindHandler } from './remind.handler';
import { WatchOverdueTask } from './watch-overdue.task';

@Module({
  imports: [TasksModule],
  providers: [
    ...handle(taskJobs, { remind: RemindHandler }),
    schedule({ name: 'tasks.watch-overdue', every: 60_000, task: WatchOverdueTask, idempotent: true }),
  ],
})
export class TasksWorkerModule {}
