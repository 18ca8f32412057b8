import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DryRuns, Replays } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { DryRunBody, ReplayBody } from './workflow-dry-run-input.dto';
import { DryRunResponse, ReplayResponse } from './workflow-dry-run.dto';

const errors = [
  'workflow_not_found',
  'workflow_version_not_found',
  'workflow_not_published',
  'workflow_incomplete',
];

/** Nothing that is asked here is written or sent. */
@ApiTags('Workflows')
@Controller('workflows/:id')
export class WorkflowDryRunController {
  constructor(
    private readonly dryRuns: DryRuns,
    private readonly replays: Replays,
  ) {}

  @Post('test')
  @Endpoint({
    summary: 'What would happen to a lead, step by step, on a virtual clock',
    description:
      'Needs the permission `workflows:read`. Nothing is written or sent. Each message shows what the send gate would say.',
    access: 'workflows:read',
    response: DryRunResponse,
    errors: [...errors, 'lead_not_found'],
    idempotent: false,
  })
  test(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: DryRunBody,
  ): Promise<DryRunResponse> {
    return this.dryRuns.test(actor.scope, id, body);
  }

  @Post('replay')
  @Endpoint({
    summary: 'What would have happened, had this been live over the last days',
    description:
      'Needs the permission `workflows:read`. What would have begun its runs (stored events, ticks of the clock, dates, silences, ' +
      'overdue tasks, campaigns; of MANUAL and INBOUND_WEBHOOK the entries on record) runs again on a virtual clock; nothing is ' +
      'written or sent. `basis` says what it rests on and what cannot be known.',
    access: 'workflows:read',
    response: ReplayResponse,
    errors,
    idempotent: false,
  })
  replay(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: ReplayBody,
  ): Promise<ReplayResponse> {
    return this.replays.replay(actor.scope, id, body);
  }
}
