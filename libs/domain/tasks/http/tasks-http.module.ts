import { Module } from '@nestjs/common';
import { TasksModule } from '@domain/tasks';
import { TasksController } from './tasks.controller';

@Module({ imports: [TasksModule], controllers: [TasksController] })
export class TasksHttpModule {}
