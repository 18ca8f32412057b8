import { Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Tasks } from '@domain/tasks';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { ListTasksQuery, TaskPage, TaskResponse } from './tasks.dto';

@ApiTags('Tasks')
@Controller('tasks')
export class TasksController {
  constructor(private readonly tasks: Tasks) {}

  @Get()
  @Endpoint({
    summary: 'List tasks, the first due first',
    access: 'tasks:read',
    response: TaskPage,
    errors: ['lead_not_found', 'user_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, ...filter }: ListTasksQuery,
  ): Promise<TaskPage> {
    return this.tasks.list(actor.scope, filter, { limit, cursor });
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a task',
    access: 'tasks:read',
    response: TaskResponse,
    errors: ['task_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<TaskResponse> {
    return this.tasks.get(actor.scope, id);
  }

  @Patch(':id/complete')
  @Endpoint({
    summary: 'Complete a task',
    access: 'tasks:write',
    response: TaskResponse,
    errors: ['task_not_found', 'task_cancelled'],
  })
  complete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<TaskResponse> {
    return this.tasks.complete(actor.scope, id, actor);
  }
}
