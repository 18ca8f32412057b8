import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Triage } from '@domain/inbox';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { ThreadResponse } from './threads.dto';
import { AttachThreadBody, SenderLeadBody } from './triage.dto';

const decides = { access: 'leads:write', response: ThreadResponse } as const;

@ApiTags('Inbox')
@Controller('threads')
export class TriageController {
  constructor(private readonly triage: Triage) {}

  @Post(':id/lead')
  @Endpoint({
    summary: 'Make a lead of an unknown sender',
    description:
      'What the body leaves out is taken from what they wrote with. Those who wait: `GET /threads?view=triage`.',
    ...decides,
    status: 201,
    errors: ['thread_not_found', 'thread_has_lead', 'lead_email_taken', 'lead_phone_taken'],
  })
  makeLead(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: SenderLeadBody,
  ): Promise<ThreadResponse> {
    return this.triage.makeLead(actor.scope, id, { ...body }, actor).then(ThreadResponse.from);
  }

  @Post(':id/attach')
  @Endpoint({
    summary: 'Say which lead an unknown sender is',
    description:
      'Answers the lead’s conversation, into which this one goes. What they write from this address is the lead’s from now on.',
    ...decides,
    errors: ['thread_not_found', 'thread_has_lead', 'lead_not_found'],
  })
  attach(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { leadId }: AttachThreadBody,
  ): Promise<ThreadResponse> {
    return this.triage.attach(actor.scope, id, leadId, actor).then(ThreadResponse.from);
  }

  @Post(':id/dismiss')
  @Endpoint({
    summary: 'Set an unknown sender aside',
    description: 'Until they write again.',
    access: 'messages:write',
    response: ThreadResponse,
    errors: ['thread_not_found', 'thread_has_lead'],
  })
  dismiss(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<ThreadResponse> {
    return this.triage.dismiss(actor.scope, id, actor).then(ThreadResponse.from);
  }
}
