import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { WorkflowPublishService, WorkflowsService, WorkflowVersionsService } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { PublishWorkflowBody, ValidateWorkflowBody, WriteDraftBody } from './workflow-input.dto';
import {
  DiffQuery,
  DiffResponse,
  PublishedResponse,
  VersionPage,
  VersionParam,
  VersionResponse,
} from './workflow-version.dto';
import { ValidationResponse, WorkflowDraftResponse } from './workflow.dto';

/** From a draft to a version, and back to what was. */
@ApiTags('Workflows')
@Controller('workflows/:id')
export class WorkflowAuthoringController {
  constructor(
    private readonly workflows: WorkflowsService,
    private readonly publisher: WorkflowPublishService,
    private readonly versions: WorkflowVersionsService,
  ) {}

  @Put('draft')
  @Endpoint({
    summary: 'Replace the draft, finished or not',
    access: 'workflows:write',
    response: WorkflowDraftResponse,
    errors: ['workflow_not_found', 'workflow_draft_conflict', '413:workflow_too_large'],
  })
  writeDraft(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: WriteDraftBody,
  ): Promise<WorkflowDraftResponse> {
    return this.workflows.writeDraft(actor.scope, id, body);
  }

  @Post('validate')
  @Endpoint({
    summary: 'Everything that is wrong with a definition or the draft',
    access: 'workflows:read',
    response: ValidationResponse,
    errors: ['workflow_not_found'],
    idempotent: false,
  })
  validate(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { definition }: ValidateWorkflowBody,
  ): Promise<ValidationResponse> {
    return this.workflows.validate(actor.scope, id, definition).then(ValidationResponse.from);
  }

  @Post('publish')
  @Endpoint({
    summary: 'Make a version of the draft that leads enter from now on',
    access: 'workflows:publish',
    response: PublishedResponse,
    status: 201,
    errors: ['workflow_not_found', 'workflow_incomplete', 'workflow_draft_conflict', 'workflow_unchanged'],
  })
  publish(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: PublishWorkflowBody,
  ): Promise<PublishedResponse> {
    return this.publisher.publish(actor.scope, actor.userId, id, body);
  }

  @Get('versions')
  @Endpoint({
    summary: 'List the versions of a workflow, the newest first',
    access: 'workflows:read',
    response: VersionPage,
    errors: ['workflow_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: PageQuery,
  ): Promise<VersionPage> {
    return this.versions.list(actor.scope, id, query);
  }

  @Get('versions/:number')
  @Endpoint({
    summary: 'Get a version with its definition',
    access: 'workflows:read',
    response: VersionResponse,
    errors: ['workflow_not_found', 'workflow_version_not_found'],
  })
  version(@CurrentActor() actor: Actor, @Param() { id, number }: VersionParam): Promise<VersionResponse> {
    return this.versions.get(actor.scope, id, number);
  }

  @Get('diff')
  @Endpoint({
    summary: 'What changed from one version to another, or to the draft',
    access: 'workflows:read',
    response: DiffResponse,
    errors: [
      'workflow_not_found',
      'workflow_version_not_found',
      'workflow_not_published',
      'workflow_incomplete',
    ],
  })
  diff(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { from, to }: DiffQuery,
  ): Promise<DiffResponse> {
    return this.versions.diff(actor.scope, id, from, to);
  }
}
