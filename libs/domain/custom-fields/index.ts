export { CUSTOM_OPERATORS } from './custom-condition';
export type { CustomCondition, CustomOperator } from './custom-condition';
export { CUSTOM_FIELD_TYPES, customFieldLimits, customKeyOf, isCustomKey } from './custom-field';
export type {
  CustomField,
  CustomFieldChanges,
  CustomFieldType,
  FateOfValues,
  NewCustomField,
} from './custom-field';
export { CustomFieldChecks } from './custom-field-checks.service';
export { CustomFieldClearing } from './custom-field-clearing.service';
export { readCustomValue } from './custom-field-values';
export { ClearFieldPayload, customFieldJobs } from './custom-fields.jobs';
export { CustomFieldsModule } from './custom-fields.module';
export { CustomFields } from './custom-fields.service';
