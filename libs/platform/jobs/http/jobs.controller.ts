import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@platform/auth';
import { CurrentActor, decodeCursor, Endpoint, IdParam, mapPage, pageOf } from '@platform/http';
import { JobAdmin } from '@platform/jobs';
import {
  JobPage,
  JobResponse,
  ListJobsQuery,
  ReplayPreviewResponse,
  ReplayQuery,
  ReplayResponse,
} from './jobs.dto';

@ApiTags('Jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobAdmin) {}

  @Get()
  @Endpoint({ summary: 'List background jobs, newest first', access: 'jobs:read', response: JobPage })
  async list(
    @CurrentActor() { scope }: Actor,
    @Query() { limit, cursor, state, name, queue }: ListJobsQuery,
  ): Promise<JobPage> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.jobs.list(scope, { states: state, name, queue }, limit + 1, before);
    return mapPage(
      pageOf(rows, limit, ({ id }) => [id]),
      JobResponse.from,
    );
  }

  @Get('dead/preview')
  @Endpoint({
    summary: 'What a replay of dead and failed jobs would run',
    access: 'jobs:manage',
    response: ReplayPreviewResponse,
  })
  preview(@CurrentActor() { scope }: Actor, @Query() query: ReplayQuery): Promise<ReplayPreviewResponse> {
    return this.jobs.previewReplay(scope, query);
  }

  @Post('dead/replay')
  @Endpoint({ summary: 'Run dead and failed jobs again', access: 'jobs:manage', response: ReplayResponse })
  replay(@CurrentActor() { scope }: Actor, @Query() query: ReplayQuery): Promise<ReplayResponse> {
    return this.jobs.replay(scope, query);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a background job',
    access: 'jobs:read',
    response: JobResponse,
    errors: ['job_not_found'],
  })
  get(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<JobResponse> {
    return this.jobs.get(scope, id).then(JobResponse.from);
  }

  @Post(':id/retry')
  @Endpoint({
    summary: 'Run a failed, dead or cancelled job again',
    access: 'jobs:manage',
    response: JobResponse,
    errors: ['job_not_found', 'job_not_retryable'],
  })
  retry(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<JobResponse> {
    return this.jobs.retry(scope, id).then(JobResponse.from);
  }

  @Post(':id/cancel')
  @Endpoint({
    summary: 'Cancel a job that has not started',
    access: 'jobs:manage',
    response: JobResponse,
    errors: ['job_not_found', 'job_not_cancellable'],
  })
  cancel(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<JobResponse> {
    return this.jobs.cancel(scope, id).then(JobResponse.from);
  }
}
