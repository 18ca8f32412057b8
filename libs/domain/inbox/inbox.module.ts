import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { MessageTemplatesModule } from '@domain/message-templates';
import { MessagingModule } from '@domain/messaging';
import { NotesModule } from '@domain/notes';
import { RowMovesModule } from '@platform/row-moves';
import { CommentsRepository } from './comments.repository';
import { Comments } from './comments.service';
import { ComposerFactsRepository } from './composer-facts.repository';
import { Composer } from './composer.service';
import { EntriesRepository } from './entries.repository';
import { Filing } from './filing.service';
import { InboxMessages } from './inbox-messages.service';
import { SenderPolicy } from './sender-policy.repository';
import { ThreadsRepository } from './threads.repository';
import { ThreadRows } from './thread-rows.service';
import { Threads } from './threads.service';
import { Triage } from './triage.service';

const services = [Comments, Composer, Filing, InboxMessages, ThreadRows, Threads, Triage];
const repositories = [
  CommentsRepository,
  ComposerFactsRepository,
  EntriesRepository,
  SenderPolicy,
  ThreadsRepository,
];

@Module({
  imports: [
    ActivitiesModule,
    LeadsModule,
    MessageTemplatesModule,
    MessagingModule,
    NotesModule,
    RowMovesModule,
  ],
  providers: [...services, ...repositories],
  exports: services,
})
export class InboxModule {}
