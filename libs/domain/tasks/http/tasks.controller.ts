import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TaskEndings, Tasks, TaskWriting } from '@domain/tasks';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import {
  AssignTaskBody,
  BulkTasksBody,
  BulkTasksResponse,
  CreateTaskBody,
  UpdateTaskBody,
} from './task-input.dto';
import { ListTasksQuery, TaskLeadParam, TaskPage, TaskResponse, TasksOfLeadQuery } from './tasks.dto';

const people = ['lead_not_found', 'user_not_found'];
const writes = { access: 'tasks:write', response: TaskResponse } as const;

@ApiTags('Tasks')
@Controller()
export class TasksController {
  constructor(
    private readonly tasks: Tasks,
    private readonly writing: TaskWriting,
    private readonly endings: TaskEndings,
  ) {}

  @Get('tasks')
  @Endpoint({
    summary: 'List tasks, the first due first',
    access: 'tasks:read',
    response: TaskPage,
    errors: people,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, ...filter }: ListTasksQuery,
  ): Promise<TaskPage> {
    return this.tasks.list(actor.scope, filter, { limit, cursor }).then(TaskPage.from);
  }

  @Get('leads/:leadId/tasks')
  @Endpoint({
    summary: 'List the tasks about a lead, the first due first',
    access: 'tasks:read',
    response: TaskPage,
    errors: people,
  })
  ofLead(
    @CurrentActor() actor: Actor,
    @Param() { leadId }: TaskLeadParam,
    @Query() { limit, cursor, ...filter }: TasksOfLeadQuery,
  ): Promise<TaskPage> {
    return this.tasks.list(actor.scope, { ...filter, leadId }, { limit, cursor }).then(TaskPage.from);
  }

  @Post('tasks')
  @Endpoint({ summary: 'Create a task', ...writes, status: 201, errors: people })
  create(@CurrentActor() actor: Actor, @Body() body: CreateTaskBody): Promise<TaskResponse> {
    return this.writing.create(actor.scope, body, actor).then(TaskResponse.from);
  }

  @Post('tasks/bulk/complete')
  @Endpoint({
    summary: 'Complete up to 1,000 tasks, all or none',
    access: 'tasks:write',
    response: BulkTasksResponse,
    errors: ['task_not_found', 'task_cancelled'],
  })
  completeMany(@CurrentActor() actor: Actor, @Body() { ids }: BulkTasksBody): Promise<BulkTasksResponse> {
    return this.endings.completeMany(actor.scope, ids, actor).then((changed) => ({ changed }));
  }

  @Get('tasks/:id')
  @Endpoint({
    summary: 'Get a task',
    access: 'tasks:read',
    response: TaskResponse,
    errors: ['task_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<TaskResponse> {
    return this.tasks.get(actor.scope, id).then(TaskResponse.from);
  }

  @Put('tasks/:id')
  @Endpoint({
    summary: 'Change a task',
    description:
      'What the body leaves out stays as it is; null clears. One occurrence of a task that repeats may be put off without moving the others; a stated `recurrence` begins anew with this one.',
    ...writes,
    errors: ['task_not_found', 'task_completed', 'task_cancelled', 'task_open_already', ...people],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateTaskBody,
  ): Promise<TaskResponse> {
    return this.writing.update(actor.scope, id, body, actor).then(TaskResponse.from);
  }

  @Delete('tasks/:id')
  @Endpoint({
    summary: 'Delete a task',
    description: 'Of a task that repeats, nothing follows any more.',
    access: 'tasks:delete',
    errors: ['task_not_found'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.endings.delete(actor.scope, id, actor);
  }

  @Patch('tasks/:id/assign')
  @Endpoint({
    summary: 'Assign a task to a member of the team, or to nobody',
    ...writes,
    errors: ['task_not_found', 'task_completed', 'task_cancelled', 'user_not_found'],
  })
  assign(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { userId }: AssignTaskBody,
  ): Promise<TaskResponse> {
    return this.writing.assign(actor.scope, id, userId, actor).then(TaskResponse.from);
  }

  @Patch('tasks/:id/complete')
  @Endpoint({
    summary: 'Complete a task',
    description: 'A task that repeats is followed by its next occurrence.',
    ...writes,
    errors: ['task_not_found', 'task_cancelled'],
  })
  complete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<TaskResponse> {
    return this.endings.complete(actor.scope, id, actor).then(TaskResponse.from);
  }

  @Patch('tasks/:id/uncomplete')
  @Endpoint({
    summary: 'Take a completed task up again',
    description: 'The occurrence that followed it goes, unless somebody has changed it.',
    ...writes,
    errors: ['task_not_found', 'task_cancelled', 'task_open_already'],
  })
  uncomplete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<TaskResponse> {
    return this.endings.uncomplete(actor.scope, id, actor).then(TaskResponse.from);
  }
}
