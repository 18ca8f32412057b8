import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { personOf } from '@domain/identity';
import { Claims, LeadRoutings } from '@domain/routing';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { LeadRoutingResponse, RouteResponse } from './lead-routing.dto';

@ApiTags('Lead routing')
@Controller('leads')
export class LeadRoutingController {
  constructor(
    private readonly routings: LeadRoutings,
    private readonly claims: Claims,
  ) {}

  @Get(':id/routing')
  @Endpoint({
    summary: 'Where a lead stands on its way to somebody, and every decision with its reason',
    access: 'routing:read',
    response: LeadRoutingResponse,
    errors: ['lead_not_found'],
  })
  get(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() page: PageQuery,
  ): Promise<LeadRoutingResponse> {
    return this.routings.get(actor.scope, id, page).then(LeadRoutingResponse.from);
  }

  @Post(':id/route')
  @Endpoint({
    summary: 'Have the rules decide about a lead anew, whoever has it',
    description: 'When nobody is to have it, it stays where it is.',
    access: 'routing:write',
    response: LeadRoutingResponse,
    errors: ['lead_not_found'],
  })
  route(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadRoutingResponse> {
    return this.routings.route(actor.scope, id).then(LeadRoutingResponse.from);
  }

  @Post(':id/claim')
  @Endpoint({
    summary: 'Take a lead that was offered to the caller, or that lies in the pool',
    description:
      'The first has it. Repeating it changes nothing. Who was faster is not told. Not for API keys.',
    access: 'user',
    response: RouteResponse,
    errors: ['lead_not_found', 'already_claimed', 'offer_over', 'not_offered'],
  })
  claim(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RouteResponse> {
    return this.claims.claim(actor.scope, id, personOf(actor));
  }
}
