import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TemplatePreviews, TemplateReading, TemplateWriting } from '@domain/message-templates';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import {
  EmailPreviewResponse,
  EmailTemplateResponse,
  EmailTemplateVersionPage,
  EmailTemplateVersionResponse,
  PreviewEmailDraftBody,
} from './email-templates.dto';
import { PreviewTemplateBody, TemplateVersionParam } from './template.dto';

/** What a template looks like, and what it said before. */
@ApiTags('Email templates')
@Controller('email-templates')
export class EmailTemplateVersionsController {
  constructor(
    private readonly previews: TemplatePreviews,
    private readonly reading: TemplateReading,
    private readonly writing: TemplateWriting,
  ) {}

  @Post('preview')
  @Endpoint({
    summary:
      'Show an email that is being written as a lead, or a sample lead, would see it, with every mistake in it',
    access: 'templates:read',
    response: EmailPreviewResponse,
    errors: ['lead_not_found'],
    idempotent: false,
  })
  draft(
    @CurrentActor() { scope }: Actor,
    @Body() { leadId, ...content }: PreviewEmailDraftBody,
  ): Promise<EmailPreviewResponse> {
    return this.previews.draft(scope, 'EMAIL', content, leadId).then(EmailPreviewResponse.from);
  }

  @Post(':id/preview')
  @Endpoint({
    summary: 'Show a template as one lead, or a sample lead, would see it',
    access: 'templates:read',
    response: EmailPreviewResponse,
    errors: ['template_not_found', 'template_version_not_found', 'lead_not_found'],
    idempotent: false,
  })
  stored(
    @CurrentActor() { scope }: Actor,
    @Param() { id }: IdParam,
    @Body() body: PreviewTemplateBody,
  ): Promise<EmailPreviewResponse> {
    return this.previews.stored(scope, 'EMAIL', id, body).then(EmailPreviewResponse.from);
  }

  @Get(':id/versions')
  @Endpoint({
    summary: 'List what a template has said, the newest first',
    access: 'templates:read',
    response: EmailTemplateVersionPage,
    errors: ['template_not_found'],
  })
  list(
    @CurrentActor() { scope }: Actor,
    @Param() { id }: IdParam,
    @Query() query: PageQuery,
  ): Promise<EmailTemplateVersionPage> {
    return this.reading
      .versions(scope, 'EMAIL', id, query)
      .then((page) => mapPage(page, EmailTemplateVersionResponse.from));
  }

  @Get(':id/versions/:number')
  @Endpoint({
    summary: 'Get a version of a template',
    access: 'templates:read',
    response: EmailTemplateVersionResponse,
    errors: ['template_not_found', 'template_version_not_found'],
  })
  version(
    @CurrentActor() { scope }: Actor,
    @Param() { id, number }: TemplateVersionParam,
  ): Promise<EmailTemplateVersionResponse> {
    return this.reading.version(scope, 'EMAIL', id, number).then(EmailTemplateVersionResponse.from);
  }

  @Post(':id/versions/:number/restore')
  @Endpoint({
    summary: 'Say again what a version said, as a new version',
    access: 'templates:write',
    response: EmailTemplateResponse,
    errors: ['template_not_found', 'template_version_not_found', '400:template_invalid'],
  })
  restore(
    @CurrentActor() actor: Actor,
    @Param() { id, number }: TemplateVersionParam,
  ): Promise<EmailTemplateResponse> {
    return this.writing.restore(actor.scope, 'EMAIL', id, number, actor).then(EmailTemplateResponse.from);
  }
}
