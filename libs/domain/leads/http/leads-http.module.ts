import { Module } from '@nestjs/common';
import { LeadsModule } from '@domain/leads';
import { LeadExportController } from './lead-export.controller';
import { LeadImportsController } from './lead-imports.controller';
import { LeadTagsController } from './lead-tags.controller';
import { LeadsBulkController } from './leads-bulk.controller';
import { LeadsController } from './leads.controller';
import { TagsController } from './tags.controller';

@Module({
  imports: [LeadsModule],
  controllers: [
    LeadExportController,
    LeadImportsController,
    LeadsBulkController,
    LeadTagsController,
    LeadsController,
    TagsController,
  ],
})
export class LeadsHttpModule {}
