import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { FilesModule } from '@platform/files';
import { AudiencesRepository } from './audience/audiences.repository';
import { Audiences } from './audience/audiences.service';
import { ConsentRepository } from './consent/consent.repository';
import { LeadAddressBookRepository } from './consent/lead-address-book.repository';
import { LeadAddressBook } from './consent/lead-address-book.service';
import { LeadListRepository } from './lead-list.repository';
import { LeadRecorder } from './lead-recorder.service';
import { LeadsBulk } from './leads-bulk.service';
import { LeadsRepository } from './leads.repository';
import { LeadsService } from './leads.service';
import { LeadTags } from './tags/lead-tags.service';
import { TagsRepository } from './tags/tags.repository';
import { TagsService } from './tags/tags.service';

const repositories = [
  AudiencesRepository,
  ConsentRepository,
  LeadAddressBookRepository,
  LeadListRepository,
  LeadsRepository,
  TagsRepository,
];
const doors = [Audiences, LeadAddressBook, LeadsBulk, LeadsService, LeadTags, TagsService];

@Module({
  imports: [ActivitiesModule, FilesModule],
  providers: [...repositories, LeadRecorder, ...doors],
  exports: doors,
})
export class LeadsModule {}
