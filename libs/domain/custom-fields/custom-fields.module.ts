import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { CustomFieldChecks } from './custom-field-checks.service';
import { CustomFieldClearing } from './custom-field-clearing.service';
import { CustomFieldsRepository } from './custom-fields.repository';
import { CustomFields } from './custom-fields.service';

@Module({
  imports: [ActivitiesModule],
  providers: [CustomFields, CustomFieldChecks, CustomFieldClearing, CustomFieldsRepository],
  exports: [CustomFields, CustomFieldChecks, CustomFieldClearing],
})
export class CustomFieldsModule {}
