import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadTags } from '@domain/leads';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { AddTagsBody, LeadTagParam } from './lead-actions.dto';
import { LeadResponse } from './lead.dto';

@ApiTags('Leads')
@Controller('leads/:id/tags')
export class LeadTagsController {
  constructor(private readonly tags: LeadTags) {}

  @Post()
  @Endpoint({
    summary: 'Add tags to a lead',
    access: 'leads:write',
    response: LeadResponse,
    errors: ['lead_not_found', 'tag_not_found'],
  })
  add(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: AddTagsBody,
  ): Promise<LeadResponse> {
    return this.tags.add(actor.scope, id, body, actor).then(LeadResponse.from);
  }

  @Delete(':tagId')
  @Endpoint({
    summary: 'Take a tag off a lead',
    access: 'leads:write',
    errors: ['lead_not_found', 'tag_not_found'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { id, tagId }: LeadTagParam): Promise<void> {
    return this.tags.remove(actor.scope, id, tagId, actor);
  }
}
