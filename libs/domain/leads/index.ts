export { searchable, searchPatterns } from './audience/search-patterns';
export { compileAudience } from './audience/compile-audience.sql';
export { Audiences } from './audience/audiences.service';
export { CustomConditionInput, LeadFilterInput } from './audience/lead-filter.input';
export type { Audience, LeadFilter } from './audience/lead-filter';
export { LeadAddressBook } from './consent/lead-address-book.service';
export type { ConsentStatement } from './consent/lead-address-book.service';
export type { SendableLead } from './consent/lead-address-book.repository';
export type { ConsentChannel, ConsentSource } from './consent/consent.repository';
export { customFieldsProblem } from './custom-fields';
export { normaliseEmail } from './email-address';
export { LeadExport } from './export/lead-export.service';
export type { ColumnMapping, MappedField } from './import/column-mapping';
export type { ReadBatch } from './import/import-batch.service';
export { ImportIssues } from './import/import-issues.service';
export { importLimits } from './import/import-limits';
export { ImportRun } from './import/import-run.service';
export { DUPLICATE_POLICIES, IMPORT_STATES } from './import/lead-import';
export type { DuplicatePolicy, ImportState, LeadImport } from './import/lead-import';
export { LeadImports } from './import/lead-imports.service';
export type { ImportOptions } from './import/lead-imports.service';
export { LeadUploads } from './import/lead-uploads.service';
export type { Upload } from './import/lead-uploads.service';
export { ImportPayload, leadJobs } from './leads.jobs';
export { CONSENTS, LEAD_STATUSES } from './lead';
export type {
  BulkChange,
  Consent,
  CustomFields,
  CustomValue,
  Lead,
  LeadInput,
  LeadStatus,
  LeadTagView,
} from './lead';
export { LEAD_SORTS, SORT_DIRECTIONS } from './lead-sort';
export type { LeadSort, SortDirection } from './lead-sort';
export * from './leads.events';
export { LeadsBulk } from './leads-bulk.service';
export { LeadsModule } from './leads.module';
export { LeadsService } from './leads.service';
export type { LeadListOptions } from './leads.service';
export { normalisePhone } from './phone';
export type { NormalisedPhone } from './phone';
export { LeadTags } from './tags/lead-tags.service';
export { TagsService } from './tags/tags.service';
export type { Tag } from './tags/tag';
