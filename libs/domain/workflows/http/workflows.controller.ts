import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { WorkflowsService } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { CreateWorkflowBody, ToggleWorkflowBody, UpdateWorkflowBody } from './workflow-input.dto';
import { ListWorkflowsQuery, WorkflowPage, WorkflowResponse } from './workflow.dto';

@ApiTags('Workflows')
@Controller('workflows')
export class WorkflowsController {
  constructor(private readonly workflows: WorkflowsService) {}

  @Get()
  @Endpoint({ summary: 'List workflows', access: 'workflows:read', response: WorkflowPage })
  list(
    @CurrentActor() actor: Actor,
    @Query() { limit, cursor, ...filter }: ListWorkflowsQuery,
  ): Promise<WorkflowPage> {
    return this.workflows.list(actor.scope, filter, { limit, cursor });
  }

  @Post()
  @Endpoint({
    summary: 'Create a workflow',
    access: 'workflows:write',
    response: WorkflowResponse,
    status: 201,
    errors: ['413:workflow_too_large'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateWorkflowBody): Promise<WorkflowResponse> {
    return this.workflows.create(actor.scope, actor.userId, body);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a workflow with its draft',
    access: 'workflows:read',
    response: WorkflowResponse,
    errors: ['workflow_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<WorkflowResponse> {
    return this.workflows.get(actor.scope, id);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change name and description',
    access: 'workflows:write',
    response: WorkflowResponse,
    errors: ['workflow_not_found'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateWorkflowBody,
  ): Promise<WorkflowResponse> {
    return this.workflows.update(actor.scope, actor.userId, id, body);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a workflow and end its runs',
    access: 'workflows:delete',
    errors: ['workflow_not_found'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.workflows.remove(actor.scope, actor.userId, id);
  }

  @Patch(':id/toggle')
  @Endpoint({
    summary: 'Let leads enter, or no more',
    description: 'Needs the permission `workflows:publish`. Leads that are in go on to the end.',
    access: 'workflows:publish',
    response: WorkflowResponse,
    errors: ['workflow_not_found', 'workflow_not_published', 'segment_not_found'],
  })
  toggle(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { active }: ToggleWorkflowBody,
  ): Promise<WorkflowResponse> {
    return this.workflows.toggle(actor.scope, actor.userId, id, active);
  }
}
