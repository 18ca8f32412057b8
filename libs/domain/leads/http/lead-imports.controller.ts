import { Body, Controller, Get, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ImportIssues, LeadImports, LeadUploads } from '@domain/leads';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage, PageQuery } from '@platform/http';
import { csvFile } from './csv-file';
import { readImportForm } from './import-form';
import {
  importForm,
  LeadImportPage,
  LeadImportResponse,
  StartImportBody,
  UploadedImportResponse,
} from './lead-imports.dto';

const unreadable = [
  'csv_not_text',
  'csv_empty',
  'csv_too_many_columns',
  'csv_quote_not_closed',
  'csv_malformed',
];

@ApiTags('Lead imports')
@Controller('leads/import')
export class LeadImportsController {
  constructor(
    private readonly imports: LeadImports,
    private readonly uploads: LeadUploads,
    private readonly issues: ImportIssues,
  ) {}

  @Post()
  @ApiConsumes('multipart/form-data')
  @ApiBody(importForm)
  @Endpoint({
    summary: 'Upload a CSV file of leads',
    description:
      'Answers a preview and a suggested mapping. The import waits for its start, unless a mapping or `start` came along. ' +
      'Needs the permission `leads:import`.',
    access: 'leads:import',
    response: UploadedImportResponse,
    status: 201,
    errors: ['file_too_large', ...unreadable.map((code) => `422:${code}`)],
    idempotent: false,
  })
  async upload(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<UploadedImportResponse> {
    const { upload, options } = await readImportForm(request, actor.scope, this.uploads);
    const found = await this.imports.register(actor.scope, upload, options, actor);
    return UploadedImportResponse.of(found, upload);
  }

  @Get()
  @Endpoint({ summary: 'List imports, newest first', access: 'leads:import', response: LeadImportPage })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<LeadImportPage> {
    return this.imports.list(actor.scope, page).then((found) => mapPage(found, LeadImportResponse.from));
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get an import and how far it is',
    access: 'leads:import',
    response: LeadImportResponse,
    errors: ['lead_import_not_found'],
  })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadImportResponse> {
    return this.imports.get(actor.scope, id).then(LeadImportResponse.from);
  }

  @Post(':id/start')
  @Endpoint({
    summary: 'Start an import that waits',
    access: 'leads:import',
    response: LeadImportResponse,
    errors: ['lead_import_not_found', 'import_not_startable'],
  })
  start(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: StartImportBody,
  ): Promise<LeadImportResponse> {
    return this.imports.start(actor.scope, id, body).then(LeadImportResponse.from);
  }

  @Post(':id/cancel')
  @Endpoint({
    summary: 'Cancel an import; rows that are in stay',
    access: 'leads:import',
    response: LeadImportResponse,
    errors: ['lead_import_not_found', 'import_not_cancellable'],
  })
  cancel(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LeadImportResponse> {
    return this.imports.cancel(actor.scope, id, actor).then(LeadImportResponse.from);
  }

  @Get(':id/errors')
  @Endpoint({
    summary: 'Download why rows were not imported, as CSV',
    access: 'leads:import',
    produces: 'text/csv',
    errors: ['lead_import_not_found'],
  })
  errors(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<StreamableFile> {
    return this.issues.download(actor.scope, id).then((csv) => csvFile(csv, 'import-errors.csv'));
  }
}
