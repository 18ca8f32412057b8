import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadsService } from '@domain/leads';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage } from '@platform/http';
import { AssignBody, LeadStatusBody } from './lead-actions.dto';
import { LeadBody } from './lead-input.dto';
import { ListLeadsQuery } from './lead-query.dto';
import { LeadPage, LeadResponse } from './lead.dto';

const taken = ['lead_email_taken', 'lead_phone_taken'];

@ApiTags('Leads')
@Controller('leads')
export class LeadsController {
  constructor(private readonly leads: LeadsService) {}

  @Get()
  @Endpoint({
    summary: 'List leads',
    access: 'leads:read',
    response: LeadPage,
    errors: ['tag_not_found', 'user_not_found'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Query() { sort, direction, limit, cursor, ...filter }: ListLeadsQuery,
  ): Promise<LeadPage> {
    return this.leads
      .list(actor.scope, filter, { sort, direction, limit, cursor })
      .then((page) => mapPage(page, LeadResponse.from));
  }

  @Post()
  @Endpoint({
    summary: 'Create a lead',
    access: 'leads:write',
    response: LeadResponse,
    status: 201,
    errors: ['user_not_found', ...taken],
  })
  create(@CurrentActor() actor: Actor, @Body() body: LeadBody): Promise<LeadResponse> {
    return this.leads.create(actor.scope, body, actor).then(LeadResponse.from);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a lead',
    access: 'leads:read',
    response: LeadResponse,
    errors: ['lead_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadResponse> {
    return this.leads.get(actor.scope, id).then(LeadResponse.from);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a lead',
    description: 'What the body leaves out stays as it is; null clears. Needs the permission `leads:write`.',
    access: 'leads:write',
    response: LeadResponse,
    errors: ['lead_not_found', 'user_not_found', ...taken],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: LeadBody,
  ): Promise<LeadResponse> {
    return this.leads.update(actor.scope, id, body, actor).then(LeadResponse.from);
  }

  @Delete(':id')
  @Endpoint({ summary: 'Delete a lead', access: 'leads:delete', errors: ['lead_not_found'] })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.leads.delete(actor.scope, id, actor);
  }

  @Patch(':id/status')
  @Endpoint({
    summary: 'Change the status of a lead',
    access: 'leads:write',
    response: LeadResponse,
    errors: ['lead_not_found'],
  })
  setStatus(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { status, reason }: LeadStatusBody,
  ): Promise<LeadResponse> {
    return this.leads.setStatus(actor.scope, id, status, actor, reason).then(LeadResponse.from);
  }

  @Patch(':id/assign')
  @Endpoint({
    summary: 'Assign a lead to a member of the team',
    access: 'leads:write',
    response: LeadResponse,
    errors: ['lead_not_found', 'user_not_found'],
  })
  assign(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { userId }: AssignBody,
  ): Promise<LeadResponse> {
    return this.leads.assign(actor.scope, id, userId, actor).then(LeadResponse.from);
  }
}
