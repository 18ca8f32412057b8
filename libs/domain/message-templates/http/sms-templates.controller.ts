import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TemplateReading, TemplateWriting } from '@domain/message-templates';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage } from '@platform/http';
import {
  CreateSmsTemplateBody,
  SmsTemplatePage,
  SmsTemplateResponse,
  SmsTemplateSummary,
  UpdateSmsTemplateBody,
} from './sms-templates.dto';
import { ListTemplatesQuery } from './template.dto';

@ApiTags('SMS templates')
@Controller('sms-templates')
export class SmsTemplatesController {
  constructor(
    private readonly reading: TemplateReading,
    private readonly writing: TemplateWriting,
  ) {}

  @Get()
  @Endpoint({
    summary: 'List SMS templates, newest first',
    access: 'templates:read',
    response: SmsTemplatePage,
  })
  list(
    @CurrentActor() { scope }: Actor,
    @Query() { limit, cursor, ...filter }: ListTemplatesQuery,
  ): Promise<SmsTemplatePage> {
    return this.reading
      .list(scope, 'SMS', filter, { limit, cursor })
      .then((page) => mapPage(page, SmsTemplateSummary.from));
  }

  @Post()
  @Endpoint({
    summary: 'Create a template',
    access: 'templates:write',
    status: 201,
    response: SmsTemplateResponse,
    errors: ['400:template_invalid'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateSmsTemplateBody): Promise<SmsTemplateResponse> {
    return this.writing.create(actor.scope, 'SMS', body, actor).then(SmsTemplateResponse.from);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a template',
    access: 'templates:read',
    response: SmsTemplateResponse,
    errors: ['template_not_found'],
  })
  get(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<SmsTemplateResponse> {
    return this.reading.get(scope, 'SMS', id).then(SmsTemplateResponse.from);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a template; a change of what it says makes a new version',
    access: 'templates:write',
    response: SmsTemplateResponse,
    errors: ['template_not_found', '400:template_invalid', 'template_version_conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateSmsTemplateBody,
  ): Promise<SmsTemplateResponse> {
    return this.writing.update(actor.scope, 'SMS', id, body, actor).then(SmsTemplateResponse.from);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Delete a template that nothing names',
    description:
      'Needs the permission `templates:delete`. Refused with `usedBy` while a campaign that is not sent yet or a workflow names it. What was sent with it stays as it is.',
    access: 'templates:delete',
    errors: ['template_not_found', 'template_in_use'],
  })
  remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    return this.writing.remove(actor.scope, 'SMS', id, actor);
  }

  @Post(':id/duplicate')
  @Endpoint({
    summary: 'Copy a template',
    access: 'templates:write',
    status: 201,
    response: SmsTemplateResponse,
    errors: ['template_not_found'],
  })
  duplicate(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<SmsTemplateResponse> {
    return this.writing.duplicate(actor.scope, 'SMS', id, actor).then(SmsTemplateResponse.from);
  }
}
