import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { MessagingModule } from '@domain/messaging';
import { NotesModule } from '@domain/notes';
import { CommentsRepository } from './comments.repository';
import { Comments } from './comments.service';
import { ComposerFactsRepository } from './composer-facts.repository';
import { Composer } from './composer.service';
import { EntriesRepository } from './entries.repository';
import { Filing } from './filing.service';
import { InboxMessages } from './inbox-messages.service';
import { SenderPolicy } from './sender-policy.repository';
import { ThreadsRepository } from './threads.repository';
import { Threads } from './threads.service';
import { Triage } from './triage.service';

const services = [Comments, Composer, Filing, InboxMessages, Threads, Triage];
const repositories = [
  CommentsRepository,
  ComposerFactsRepository,
  EntriesRepository,
  SenderPolicy,
  ThreadsRepository,
];

@Module({
  imports: [ActivitiesModule, LeadsModule, MessagingModule, NotesModule],
  providers: [...services, ...repositories],
  exports: services,
})
export class InboxModule {}
