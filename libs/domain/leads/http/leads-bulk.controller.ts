import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadsBulk } from '@domain/leads';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { BulkAssignBody, BulkDeleteBody, BulkResponse, BulkUpdateBody } from './lead-actions.dto';

const answer = (changed: number): BulkResponse => ({ changed });

@ApiTags('Leads')
@Controller('leads/bulk')
export class LeadsBulkController {
  constructor(private readonly leads: LeadsBulk) {}

  @Post('delete')
  @Endpoint({
    summary: 'Delete up to 1,000 leads, all or none',
    access: 'leads:delete',
    response: BulkResponse,
    errors: ['lead_not_found'],
  })
  delete(@CurrentActor() actor: Actor, @Body() { ids }: BulkDeleteBody): Promise<BulkResponse> {
    return this.leads.delete(actor.scope, ids, actor).then(answer);
  }

  @Post('update')
  @Endpoint({
    summary: 'Change up to 1,000 leads alike, all or none',
    access: 'leads:write',
    response: BulkResponse,
    errors: ['lead_not_found', 'tag_not_found'],
  })
  update(@CurrentActor() actor: Actor, @Body() { ids, changes }: BulkUpdateBody): Promise<BulkResponse> {
    return this.leads.update(actor.scope, ids, changes, actor).then(answer);
  }

  @Post('assign')
  @Endpoint({
    summary: 'Assign up to 1,000 leads, all or none',
    access: 'leads:write',
    response: BulkResponse,
    errors: ['lead_not_found', 'user_not_found'],
  })
  assign(@CurrentActor() actor: Actor, @Body() { ids, userId }: BulkAssignBody): Promise<BulkResponse> {
    return this.leads.assign(actor.scope, ids, userId, actor).then(answer);
  }
}
