import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RunControl, RunReader } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { ListRunsQuery, RunPage, RunResponse, RunStoryResponse } from './runs.dto';

@ApiTags('Workflows')
@Controller()
export class RunsController {
  constructor(
    private readonly reader: RunReader,
    private readonly control: RunControl,
  ) {}

  @Get('workflows/:id/executions')
  @Endpoint({
    summary: 'List the runs of a workflow, the newest first',
    access: 'workflows:read',
    response: RunPage,
    errors: ['workflow_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { limit, cursor, ...filter }: ListRunsQuery,
  ): Promise<RunPage> {
    return this.reader.list(actor.scope, id, filter, { limit, cursor });
  }

  @Get('workflow-runs/:id')
  @Endpoint({
    summary: 'Get a run with its step log and its causes',
    access: 'workflows:read',
    response: RunStoryResponse,
    errors: ['workflow_run_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RunStoryResponse> {
    return this.reader.story(actor.scope, id);
  }

  @Post('workflow-runs/:id/cancel')
  @Endpoint({
    summary: 'End a run and take back what it has not sent yet',
    access: 'workflows:enrol',
    response: RunResponse,
    errors: ['workflow_run_not_found', 'run_ended'],
  })
  cancel(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RunResponse> {
    return this.control.cancel(actor.scope, id);
  }

  @Post('workflow-runs/:id/retry')
  @Endpoint({
    summary: 'Have a failed run go on from its failed step',
    access: 'workflows:enrol',
    response: RunResponse,
    errors: ['workflow_run_not_found', 'run_not_failed', 'run_already_live'],
  })
  retry(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RunResponse> {
    return this.control.retry(actor.scope, id);
  }
}
