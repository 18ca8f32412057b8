import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RoutingRules } from '@domain/routing';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { CreateRuleBody, OrderRulesBody, RuleResponse, UpdateRuleBody } from './rules.dto';

const strangers = ['400:routing_condition_invalid', 'user_not_found', 'routing_group_not_found'];

@ApiTags('Lead routing')
@Controller('routing/rules')
export class RoutingRulesController {
  constructor(private readonly rules: RoutingRules) {}

  @Get()
  @Endpoint({
    summary: 'The rules that hand out leads, in order',
    description: 'A new lead that nobody has goes by the first rule that it meets. At most 100.',
    access: 'routing:read',
    response: [RuleResponse],
  })
  list(@CurrentActor() actor: Actor): Promise<RuleResponse[]> {
    return this.rules.list(actor.scope);
  }

  @Post()
  @Endpoint({
    summary: 'Add a rule behind all others',
    access: 'routing:write',
    response: RuleResponse,
    status: 201,
    errors: [...strangers, 'too_many_routing_rules'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateRuleBody): Promise<RuleResponse> {
    return this.rules.create(actor.scope, body, actor);
  }

  @Put('order')
  @Endpoint({
    summary: 'Say in which order the rules are asked',
    access: 'routing:write',
    response: [RuleResponse],
    errors: ['routing_rules_changed'],
  })
  order(@CurrentActor() actor: Actor, @Body() { ids }: OrderRulesBody): Promise<RuleResponse[]> {
    return this.rules.order(actor.scope, ids, actor);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a rule',
    access: 'routing:read',
    response: RuleResponse,
    errors: ['routing_rule_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RuleResponse> {
    return this.rules.get(actor.scope, id);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a rule; what is left out stays',
    description: 'Leads on their way go by it from their next step on.',
    access: 'routing:write',
    response: RuleResponse,
    errors: ['routing_rule_not_found', ...strangers],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateRuleBody,
  ): Promise<RuleResponse> {
    return this.rules.update(actor.scope, id, body, actor);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a rule',
    description: 'Leads on their way go on with the rules behind it.',
    access: 'routing:write',
    errors: ['routing_rule_not_found'],
  })
  delete(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.rules.delete(actor.scope, id, actor);
  }
}
