import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { TasksRepository } from './tasks.repository';
import { Tasks } from './tasks.service';

@Module({ imports: [ActivitiesModule], providers: [Tasks, TasksRepository], exports: [Tasks] })
export class TasksModule {}
