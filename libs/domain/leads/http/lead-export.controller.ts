import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LeadExport } from '@domain/leads';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { csvFile } from './csv-file';
import { LeadFilterQuery } from './lead-query.dto';

@ApiTags('Leads')
@Controller('leads/export')
export class LeadExportController {
  constructor(private readonly leads: LeadExport) {}

  @Get()
  @Endpoint({
    summary: 'Download leads as CSV',
    description:
      'Filters as in the list. The file can be imported again as it is. Needs the permission `leads:export`.',
    access: 'leads:export',
    produces: 'text/csv',
    errors: ['tag_not_found', 'user_not_found'],
  })
  download(@CurrentActor() actor: Actor, @Query() filter: LeadFilterQuery): Promise<StreamableFile> {
    return this.leads.download(actor.scope, { ...filter }).then((csv) => csvFile(csv, 'leads.csv'));
  }
}
