import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TemplatePreviews, TemplateReading, TemplateWriting } from '@domain/message-templates';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import {
  SmsPreviewResponse,
  SmsTemplateResponse,
  SmsTemplateVersionPage,
  SmsTemplateVersionResponse,
  PreviewSmsDraftBody,
} from './sms-templates.dto';
import { PreviewTemplateBody, TemplateVersionParam } from './template.dto';

/** What a template looks like, and what it said before. */
@ApiTags('SMS templates')
@Controller('sms-templates')
export class SmsTemplateVersionsController {
  constructor(
    private readonly previews: TemplatePreviews,
    private readonly reading: TemplateReading,
    private readonly writing: TemplateWriting,
  ) {}

  @Post('preview')
  @Endpoint({
    summary:
      'Show a text that is being written as a lead, or a sample lead, would see it, with every mistake in it',
    access: 'templates:read',
    response: SmsPreviewResponse,
    errors: ['lead_not_found'],
    idempotent: false,
  })
  draft(
    @CurrentActor() { scope }: Actor,
    @Body() { leadId, ...content }: PreviewSmsDraftBody,
  ): Promise<SmsPreviewResponse> {
    return this.previews.draft(scope, 'SMS', content, leadId).then(SmsPreviewResponse.from);
  }

  @Post(':id/preview')
  @Endpoint({
    summary: 'Show a template as one lead, or a sample lead, would see it',
    access: 'templates:read',
    response: SmsPreviewResponse,
    errors: ['template_not_found', 'template_version_not_found', 'lead_not_found'],
    idempotent: false,
  })
  stored(
    @CurrentActor() { scope }: Actor,
    @Param() { id }: IdParam,
    @Body() body: PreviewTemplateBody,
  ): Promise<SmsPreviewResponse> {
    return this.previews.stored(scope, 'SMS', id, body).then(SmsPreviewResponse.from);
  }

  @Get(':id/versions')
  @Endpoint({
    summary: 'List what a template has said, the newest first',
    access: 'templates:read',
    response: SmsTemplateVersionPage,
    errors: ['template_not_found'],
  })
  list(
    @CurrentActor() { scope }: Actor,
    @Param() { id }: IdParam,
    @Query() query: PageQuery,
  ): Promise<SmsTemplateVersionPage> {
    return this.reading
      .versions(scope, 'SMS', id, query)
      .then((page) => mapPage(page, SmsTemplateVersionResponse.from));
  }

  @Get(':id/versions/:number')
  @Endpoint({
    summary: 'Get a version of a template',
    access: 'templates:read',
    response: SmsTemplateVersionResponse,
    errors: ['template_not_found', 'template_version_not_found'],
  })
  version(
    @CurrentActor() { scope }: Actor,
    @Param() { id, number }: TemplateVersionParam,
  ): Promise<SmsTemplateVersionResponse> {
    return this.reading.version(scope, 'SMS', id, number).then(SmsTemplateVersionResponse.from);
  }

  @Post(':id/versions/:number/restore')
  @Endpoint({
    summary: 'Say again what a version said, as a new version',
    access: 'templates:write',
    response: SmsTemplateResponse,
    errors: ['template_not_found', 'template_version_not_found', '400:template_invalid'],
  })
  restore(
    @CurrentActor() actor: Actor,
    @Param() { id, number }: TemplateVersionParam,
  ): Promise<SmsTemplateResponse> {
    return this.writing.restore(actor.scope, 'SMS', id, number, actor).then(SmsTemplateResponse.from);
  }
}
