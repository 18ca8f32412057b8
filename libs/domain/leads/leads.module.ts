import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { CustomFieldsModule } from '@domain/custom-fields';
import { FilesModule } from '@platform/files';
import { AudiencesRepository } from './audience/audiences.repository';
import { Audiences } from './audience/audiences.service';
import { ConsentRepository } from './consent/consent.repository';
import { LeadAddressBookRepository } from './consent/lead-address-book.repository';
import { LeadAddressBook } from './consent/lead-address-book.service';
import { CustomKeysRepository } from './export/custom-keys.repository';
import { LeadExport } from './export/lead-export.service';
import { ImportBatches } from './import/import-batch.service';
import { ImportEnding } from './import/import-ending.service';
import { ImportIssues } from './import/import-issues.service';
import { ImportRun } from './import/import-run.service';
import { ImportedLeadsRepository } from './import/imported-leads.repository';
import { LeadImportsRepository } from './import/lead-imports.repository';
import { LeadImports } from './import/lead-imports.service';
import { LeadUploads } from './import/lead-uploads.service';
import { LeadListRepository } from './lead-list.repository';
import { LeadRecorder } from './lead-recorder.service';
import { LeadMergesRepository } from './merge/lead-merges.repository';
import { LeadMerges } from './merge/lead-merges.service';
import { LeadsBulk } from './leads-bulk.service';
import { LeadsRepository } from './leads.repository';
import { LeadsService } from './leads.service';
import { LeadTags } from './tags/lead-tags.service';
import { TagsRepository } from './tags/tags.repository';
import { TagsService } from './tags/tags.service';

const repositories = [
  AudiencesRepository,
  ConsentRepository,
  CustomKeysRepository,
  ImportedLeadsRepository,
  LeadAddressBookRepository,
  LeadImportsRepository,
  LeadMergesRepository,
  LeadListRepository,
  LeadsRepository,
  TagsRepository,
];
const doors = [
  Audiences,
  ImportIssues,
  ImportRun,
  LeadAddressBook,
  LeadExport,
  LeadImports,
  LeadMerges,
  LeadsBulk,
  LeadsService,
  LeadTags,
  LeadUploads,
  TagsService,
];

@Module({
  imports: [ActivitiesModule, CustomFieldsModule, FilesModule],
  providers: [...repositories, ImportBatches, ImportEnding, LeadRecorder, ...doors],
  exports: doors,
})
export class LeadsModule {}
