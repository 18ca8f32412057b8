import { Module } from '@nestjs/common';
import { LeadMergeValuesRepository } from './lead-merge-values.repository';
import { MessageTemplates } from './message-templates.service';
import { MessageTemplatesRepository } from './message-templates.repository';
import { TemplateUsesRepository } from './template-uses.repository';
import { TemplateVersionsRepository } from './template-versions.repository';

@Module({
  providers: [
    MessageTemplates,
    MessageTemplatesRepository,
    TemplateVersionsRepository,
    TemplateUsesRepository,
    LeadMergeValuesRepository,
  ],
  exports: [MessageTemplates],
})
export class MessageTemplatesModule {}
