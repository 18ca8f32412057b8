import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ScoringRules } from '@domain/scoring';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import { ChangeRuleBody, RuleBody, RuleKeyParam } from './scoring-rule.dto';
import {
  PublishedRulesResponse,
  RulesDraftBody,
  RuleSetPage,
  RuleSetResponse,
  RulesResponse,
} from './scoring-rules.dto';

@ApiTags('Scoring rules')
@Controller('scoring/rules')
export class ScoringRulesController {
  constructor(private readonly rules: ScoringRules) {}

  @Get()
  @Endpoint({
    summary: 'Get the rules in force, and the draft',
    access: 'scores:read',
    response: RulesResponse,
  })
  overview(@CurrentActor() actor: Actor): Promise<RulesResponse> {
    return this.rules.overview(actor.scope).then(({ published, draft }) => ({
      published: RuleSetResponse.from(published),
      draft: draft && RuleSetResponse.from(draft),
    }));
  }

  @Post()
  @Endpoint({
    summary: 'Add a rule to the draft, which begins as a copy of the rules in force',
    access: 'scores:manage',
    response: RuleSetResponse,
    status: 201,
    errors: ['score_rule_key_taken'],
  })
  add(@CurrentActor() actor: Actor, @Body() body: RuleBody): Promise<RuleSetResponse> {
    return this.rules.addRule(actor.scope, RuleBody.read(body), actor.userId).then(RuleSetResponse.from);
  }

  @Get('versions')
  @Endpoint({
    summary: 'List versions of the rules, the newest first',
    access: 'scores:read',
    response: RuleSetPage,
  })
  versions(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<RuleSetPage> {
    return this.rules.versions(actor.scope, query).then((page) => mapPage(page, RuleSetResponse.from));
  }

  @Get('versions/:id')
  @Endpoint({
    summary: 'Get a version of the rules',
    access: 'scores:read',
    response: RuleSetResponse,
    errors: ['score_rule_set_not_found'],
  })
  version(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RuleSetResponse> {
    return this.rules.get(actor.scope, id).then(RuleSetResponse.from);
  }

  @Put('draft')
  @Endpoint({ summary: 'Write the whole draft', access: 'scores:manage', response: RuleSetResponse })
  saveDraft(@CurrentActor() actor: Actor, @Body() body: RulesDraftBody): Promise<RuleSetResponse> {
    return this.rules
      .saveDraft(actor.scope, RulesDraftBody.read(body), actor.userId)
      .then(RuleSetResponse.from);
  }

  @Delete('draft')
  @Endpoint({ summary: 'Discard the draft', access: 'scores:manage' })
  discardDraft(@CurrentActor() actor: Actor): Promise<void> {
    return this.rules.discardDraft(actor.scope);
  }

  @Post('publish')
  @Endpoint({
    summary: 'Put the draft in force and rescore all leads',
    access: 'scores:manage',
    response: PublishedRulesResponse,
    errors: ['score_draft_missing'],
  })
  publish(@CurrentActor() actor: Actor): Promise<PublishedRulesResponse> {
    return this.rules.publish(actor.scope, actor.userId).then(({ published, recalculation }) => ({
      published: RuleSetResponse.from(published),
      recalculation,
    }));
  }

  @Put(':key')
  @Endpoint({
    summary: 'Change a rule of the draft, which begins as a copy of the rules in force',
    access: 'scores:manage',
    response: RuleSetResponse,
    errors: ['score_rule_not_found'],
  })
  change(
    @CurrentActor() actor: Actor,
    @Param() { key }: RuleKeyParam,
    @Body() body: ChangeRuleBody,
  ): Promise<RuleSetResponse> {
    return this.rules
      .changeRule(actor.scope, key, RuleBody.read({ ...body, key }), actor.userId)
      .then(RuleSetResponse.from);
  }

  @Delete(':key')
  @Endpoint({
    summary: 'Take a rule out of the draft',
    access: 'scores:manage',
    response: RuleSetResponse,
    errors: ['score_rule_not_found'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { key }: RuleKeyParam): Promise<RuleSetResponse> {
    return this.rules.removeRule(actor.scope, key, actor.userId).then(RuleSetResponse.from);
  }
}
