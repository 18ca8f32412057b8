import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Duplicates } from '@domain/duplicates';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { DuplicatePage, DuplicateResponse, ListDuplicatesQuery } from './duplicates.dto';

@ApiTags('Duplicates')
@Controller('leads')
export class DuplicatesController {
  constructor(private readonly duplicates: Duplicates) {}

  @Get('duplicates')
  @Endpoint({
    summary: 'List pairs of leads that may be one person, the likeliest first',
    description:
      'Found within seconds of a lead’s creation or change: by mailbox, phone number, addresses of before a merge, and by similar names in the same place or company. Members see pairs of which they see both. Needs the permission `leads:read`.',
    access: 'leads:read',
    response: DuplicatePage,
  })
  list(@CurrentActor() actor: Actor, @Query() query: ListDuplicatesQuery): Promise<DuplicatePage> {
    return this.duplicates.list(actor.scope, query);
  }

  @Post('duplicates/:id/dismiss')
  @Endpoint({
    summary: 'Say that the two are not the same',
    description: 'The pair does not come back, whatever changes. Needs the permission `leads:write`.',
    access: 'leads:write',
    response: DuplicateResponse,
    errors: ['duplicate_not_found'],
  })
  dismiss(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<DuplicateResponse> {
    return this.duplicates.dismiss(actor.scope, id, actor);
  }

  @Post('duplicates/:id/reopen')
  @Endpoint({
    summary: 'Take a dismissal back',
    access: 'leads:write',
    response: DuplicateResponse,
    errors: ['duplicate_not_found'],
  })
  reopen(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<DuplicateResponse> {
    return this.duplicates.reopen(actor.scope, id, actor);
  }

  @Get(':id/duplicates')
  @Endpoint({
    summary: 'List the leads that may be the same person as this one',
    access: 'leads:read',
    response: DuplicatePage,
    errors: ['lead_not_found'],
  })
  ofLead(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: ListDuplicatesQuery,
  ): Promise<DuplicatePage> {
    return this.duplicates.ofLead(actor.scope, id, query);
  }
}
