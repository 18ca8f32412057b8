import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { TasksModule } from '@domain/tasks';
import { TeamsModule } from '@domain/teams';
import { FilesModule } from '@platform/files';
import { Accounts } from './accounts';
import { AttachmentStoring } from './attachments/attachment-storing.service';
import { Attachments } from './attachments/attachments.service';
import { AttachmentsRepository } from './attachments/attachments.repository';
import { InboundUploads } from './attachments/inbound-uploads.service';
import { InboundUploadsRepository } from './attachments/inbound-uploads.repository';
import { CancellationRepository } from './cancellation.repository';
import { ChunkPlanner } from './chunk-planner.service';
import { ChunksRepository } from './chunks.repository';
import { ContentsRepository } from './contents.repository';
import { SendOutlookRepository } from './forecast/send-outlook.repository';
import { ForeseenContents } from './forecast/foreseen-contents.service';
import { LeadValuesRepository } from './forecast/lead-values.repository';
import { PendingMessagesRepository } from './forecast/pending-messages.repository';
import { PendingMessages } from './forecast/pending-messages.service';
import { SendOutlooks } from './forecast/send-outlooks.service';
import { HandOffRepository } from './hand-off.repository';
import { MessageHistoryRepository } from './history/message-history.repository';
import { Letters } from './history/letters.service';
import { LettersRepository } from './history/letters.repository';
import { MessageHistory } from './history/message-history.service';
import { InboundMessages } from './inbound/inbound-messages.service';
import { Lanes } from './lanes.service';
import { AudienceRepository } from './layout/audience.repository';
import { LayoutPortions } from './layout/layout-portions.service';
import { LayoutRepository } from './layout/layout.repository';
import { MessageLayout } from './layout/message-layout.service';
import { MessageContents } from './message-contents.service';
import { MessageOrigins } from './message-origins.service';
import { MessageReader } from './message-reader.service';
import { MessageSources } from './message-sources.service';
import { MessageStats } from './message-stats.service';
import { MessageViewsRepository } from './message-views.repository';
import { MessagesRepository } from './messages.repository';
import { Messages } from './messages.service';
import { OwnAccountsRepository } from './own-accounts/own-accounts.repository';
import { OwnAccounts } from './own-accounts/own-accounts.service';
import { SealedAccounts } from './own-accounts/sealed-accounts.service';
import { TeamCredentials } from './own-accounts/team-credentials.service';
import { ProviderHoldsRepository } from './provider-holds.repository';
import { providerClients } from './provider-clients.service';
import { receiptProviders } from './receipts/receipt-providers';
import { Recovery } from './recovery.service';
import { RecoveryRepository } from './recovery.repository';
import { RefusalEffects } from './refusal-effects.service';
import { SendContents } from './send-contents.service';
import { SendEmail } from './send-email.service';
import { SendFactsRepository } from './send-facts.repository';
import { SendHours } from './send-hours.service';
import { SendSms } from './send-sms.service';
import { Settlement } from './settlement.service';
import { SettlementRepository } from './settlement.repository';
import { SingleChunks } from './single-chunks.service';
import { SourcesRepository } from './sources.repository';
import { StatsRepository } from './stats.repository';
import { UncertainMessages } from './uncertain-messages.service';
import { UncertainRepository } from './uncertain.repository';

const asking = [
  ...[MessageContents, MessageLayout, MessageReader, MessageSources, MessageStats, Messages],
  ...[Letters, MessageHistory, MessageOrigins, ForeseenContents, PendingMessages, SendOutlooks],
  ...[OwnAccounts, TeamCredentials],
];
const sending = [
  ...[
    Accounts,
    ChunkPlanner,
    Lanes,
    LayoutPortions,
    Recovery,
    RefusalEffects,
    SendContents,
    SendEmail,
    SendSms,
    Settlement,
  ],
  ...[AttachmentStoring, Attachments, InboundUploads],
  ...[InboundMessages, SendHours, SingleChunks, UncertainMessages],
];
const repositories = [
  ...[
    AudienceRepository,
    CancellationRepository,
    ChunksRepository,
    ContentsRepository,
    HandOffRepository,
    LayoutRepository,
  ],
  ...[
    MessageViewsRepository,
    MessagesRepository,
    LeadValuesRepository,
    PendingMessagesRepository,
    ProviderHoldsRepository,
    RecoveryRepository,
    SendFactsRepository,
    SendOutlookRepository,
    SettlementRepository,
  ],
  ...[AttachmentsRepository, InboundUploadsRepository],
  ...[LettersRepository, MessageHistoryRepository, OwnAccountsRepository, SourcesRepository, StatsRepository],
  UncertainRepository,
];
const own = [...asking, ...sending, ...repositories, ...receiptProviders];

@Module({
  imports: [ActivitiesModule, FilesModule, LeadsModule, TasksModule, TeamsModule],
  providers: [...own, ...providerClients],
  // All of it: the slice's own http and worker doors live in other modules.
  exports: own,
})
export class MessagingModule {}

/** For changing the key that secrets are sealed with. */
@Module({ providers: [SealedAccounts, OwnAccountsRepository], exports: [SealedAccounts] })
export class SealedAccountsModule {}
