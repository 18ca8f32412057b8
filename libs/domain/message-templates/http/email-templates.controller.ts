import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TemplateReading, TemplateWriting } from '@domain/message-templates';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage } from '@platform/http';
import {
  CreateEmailTemplateBody,
  EmailTemplatePage,
  EmailTemplateResponse,
  EmailTemplateSummary,
  UpdateEmailTemplateBody,
} from './email-templates.dto';
import { ListTemplatesQuery } from './template.dto';

@ApiTags('Email templates')
@Controller('email-templates')
export class EmailTemplatesController {
  constructor(
    private readonly reading: TemplateReading,
    private readonly writing: TemplateWriting,
  ) {}

  @Get()
  @Endpoint({
    summary: 'List email templates, newest first',
    access: 'templates:read',
    response: EmailTemplatePage,
  })
  list(
    @CurrentActor() { scope }: Actor,
    @Query() { limit, cursor, ...filter }: ListTemplatesQuery,
  ): Promise<EmailTemplatePage> {
    return this.reading
      .list(scope, 'EMAIL', filter, { limit, cursor })
      .then((page) => mapPage(page, EmailTemplateSummary.from));
  }

  @Post()
  @Endpoint({
    summary: 'Create a template',
    access: 'templates:write',
    status: 201,
    response: EmailTemplateResponse,
    errors: ['400:template_invalid'],
  })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateEmailTemplateBody,
  ): Promise<EmailTemplateResponse> {
    return this.writing.create(actor.scope, 'EMAIL', body, actor).then(EmailTemplateResponse.from);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get a template',
    access: 'templates:read',
    response: EmailTemplateResponse,
    errors: ['template_not_found'],
  })
  get(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<EmailTemplateResponse> {
    return this.reading.get(scope, 'EMAIL', id).then(EmailTemplateResponse.from);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change a template; a change of what it says makes a new version',
    access: 'templates:write',
    response: EmailTemplateResponse,
    errors: ['template_not_found', '400:template_invalid', 'template_version_conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateEmailTemplateBody,
  ): Promise<EmailTemplateResponse> {
    return this.writing.update(actor.scope, 'EMAIL', id, body, actor).then(EmailTemplateResponse.from);
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
    return this.writing.remove(actor.scope, 'EMAIL', id, actor);
  }

  @Post(':id/duplicate')
  @Endpoint({
    summary: 'Copy a template',
    access: 'templates:write',
    status: 201,
    response: EmailTemplateResponse,
    errors: ['template_not_found'],
  })
  duplicate(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<EmailTemplateResponse> {
    return this.writing.duplicate(actor.scope, 'EMAIL', id, actor).then(EmailTemplateResponse.from);
  }
}
