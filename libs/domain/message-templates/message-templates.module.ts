import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { CustomFieldsModule } from '@domain/custom-fields';
import { LeadMergeValuesRepository } from './lead-merge-values.repository';
import { MessageTemplatesRepository } from './message-templates.repository';
import { MessageTemplates } from './message-templates.service';
import { TemplateDetails } from './template-details.service';
import { TemplateLog } from './template-log';
import { TemplatePreviews } from './template-previews.service';
import { TemplateReading } from './template-reading.service';
import { TemplateUsesRepository } from './template-uses.repository';
import { TemplateVersionsRepository } from './template-versions.repository';
import { TemplateWriting } from './template-writing.service';

const services = [MessageTemplates, TemplateReading, TemplateWriting, TemplatePreviews];

@Module({
  imports: [ActivitiesModule, CustomFieldsModule],
  providers: [
    ...services,
    TemplateDetails,
    TemplateLog,
    MessageTemplatesRepository,
    TemplateVersionsRepository,
    TemplateUsesRepository,
    LeadMergeValuesRepository,
  ],
  exports: services,
})
export class MessageTemplatesModule {}
