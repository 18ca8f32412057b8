import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Enrolments, PublishPreview } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import {
  EnrolBody,
  EnrolmentResponse,
  EnrolResponse,
  PlacePreviewResponse,
  PublishPreviewBody,
} from './enrolments.dto';

@ApiTags('Workflows')
@Controller()
export class EnrolmentsController {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly previews: PublishPreview,
  ) {}

  @Post('workflows/:id/enrol')
  @Endpoint({
    summary: 'Enrol leads by hand: up to 1,000 at once, or all that a filter or a segment means by a job',
    access: 'workflows:enrol',
    response: EnrolResponse,
    errors: [
      'workflow_not_found',
      'lead_not_found',
      'tag_not_found',
      'user_not_found',
      'segment_not_found',
      'workflow_not_active',
    ],
  })
  async enrol(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { leadIds, filter, segmentId }: EnrolBody,
  ): Promise<EnrolResponse> {
    return this.enrolments.enrol(actor.scope, id, { leadIds, filter, segmentId }, actor);
  }

  @Get('workflow-enrolments/:id')
  @Endpoint({
    summary: 'How far an enrolment is',
    access: 'workflows:read',
    response: EnrolmentResponse,
    errors: ['workflow_enrolment_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<EnrolmentResponse> {
    return this.enrolments.get(actor.scope, id).then(EnrolmentResponse.from);
  }

  @Post('workflows/:id/publish-preview')
  @Endpoint({
    summary: 'By step, which running leads a publish of the draft would let finish, move or stop',
    access: 'workflows:read',
    response: [PlacePreviewResponse],
    errors: ['workflow_not_found', 'workflow_incomplete'],
    idempotent: false,
  })
  preview(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: PublishPreviewBody,
  ): Promise<PlacePreviewResponse[]> {
    return this.previews.of(actor.scope, id, body);
  }
}
