import { Module, type Type } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { AppointmentsModule } from '@domain/appointments';
import { LeadsModule } from '@domain/leads';
import { MessageTemplatesModule } from '@domain/message-templates';
import { MessagingModule } from '@domain/messaging';
import { ScoringModule } from '@domain/scoring';
import { SegmentsModule } from '@domain/segments';
import { TasksModule } from '@domain/tasks';
import { WebhooksModule } from '@integrations/webhooks';
import { Actions } from '../actions/actions.service';
import { actionRegistry } from '../actions/registry';
import { EventMatching } from '../triggers/event-matching.service';
import { EventWaits } from '../triggers/event-waits.service';
import { Enrolments } from '../triggers/enrolments.service';
import { EnrolmentsRepository } from '../triggers/enrolments.repository';
import { HookLinks } from '../triggers/hook-links.service';
import { Hooks } from '../triggers/hooks.service';
import { HooksRepository } from '../triggers/hooks.repository';
import { WaitsRepository } from '../triggers/waits.repository';
import { Watchers } from '../triggers/watchers.service';
import { WatchersRepository } from '../triggers/watchers.repository';
import { WorkflowLog } from '../workflow-log';
import { EntryChecks } from './entry-checks.service';
import { LeadFactsRepository } from './lead-facts.repository';
import { LeadFacts } from './lead-facts.service';
import { MembersRepository } from './members.repository';
import { OutgoingSecret } from './outgoing-secret.service';
import { RunControl } from './run-control.service';
import { RunEngine } from './run-engine.service';
import { RunEntriesRepository } from './run-entries.repository';
import { RunEntries } from './run-entries.service';
import { RunExitsRepository } from './run-exits.repository';
import { RunExits } from './run-exits.service';
import { RunOriginsRepository } from './run-origins.repository';
import { RunOrigins } from './run-origins.service';
import { RunPublish } from './run-publish.service';
import { RunPublishRepository } from './run-publish.repository';
import { RunReader } from './run-reader.service';
import { RunRepair } from './run-repair.service';
import { RunRepairRepository } from './run-repair.repository';
import { RunViewsRepository } from './run-views.repository';
import { RunWakeUps } from './run-wake-ups.service';
import { RunWalk } from './run-walk.service';
import { RunsRepository } from './runs.repository';
import { SigningRepository } from './signing.repository';
import { VersionsRepository } from './versions.repository';
import { WebhookCallsRepository } from './webhook-calls.repository';
import { WebhookCalls } from './webhook-calls.service';

const repositories = [
  EnrolmentsRepository,
  HooksRepository,
  LeadFactsRepository,
  MembersRepository,
  RunEntriesRepository,
  RunExitsRepository,
  RunOriginsRepository,
  RunPublishRepository,
  RunRepairRepository,
  RunViewsRepository,
  RunsRepository,
  SigningRepository,
  VersionsRepository,
  WaitsRepository,
  WatchersRepository,
  WebhookCallsRepository,
];
const services = [
  Actions,
  EntryChecks,
  Enrolments,
  EventMatching,
  EventWaits,
  HookLinks,
  Hooks,
  LeadFacts,
  OutgoingSecret,
  RunControl,
  RunEngine,
  RunEntries,
  RunExits,
  RunOrigins,
  RunPublish,
  RunReader,
  RunRepair,
  RunWakeUps,
  RunWalk,
  Watchers,
  WebhookCalls,
  WorkflowLog,
];
const actions: Type<unknown>[] = Object.values(actionRegistry);

/** Runs of workflows: what starts, moves and ends them. */
@Module({
  imports: [
    ActivitiesModule,
    AppointmentsModule,
    LeadsModule,
    MessageTemplatesModule,
    MessagingModule,
    ScoringModule,
    SegmentsModule,
    TasksModule,
    WebhooksModule,
  ],
  providers: [...repositories, ...services, ...actions],
  // All of it: the slice's own http and worker doors live in other modules.
  exports: [...repositories, ...services],
})
export class EngineModule {}
