import { Module, type DynamicModule } from '@nestjs/common';
import { AnalyticsWorkerModule } from '@domain/analytics/worker';
import { AppointmentsWorkerModule } from '@domain/appointments/worker';
import { CampaignsWorkerModule } from '@domain/campaigns/worker';
import { CustomFieldsWorkerModule } from '@domain/custom-fields/worker';
import { DigestsWorkerModule } from '@domain/digests/worker';
import { DuplicatesWorkerModule } from '@domain/duplicates/worker';
import { IdentityWorkerModule } from '@domain/identity/worker';
import { InboxWorkerModule } from '@domain/inbox/worker';
import { LeadsWorkerModule } from '@domain/leads/worker';
import { LiveUpdatesWorkerModule } from '@domain/live-updates/worker';
import { MembersWorkerModule } from '@domain/members/worker';
import { MessagingWorkerModule } from '@domain/messaging/worker';
import { WorkflowsWorkerModule } from '@domain/workflows/worker';
import { NotificationsWorkerModule } from '@domain/notifications/worker';
import { RoutingWorkerModule } from '@domain/routing/worker';
import { ScoringWorkerModule } from '@domain/scoring/worker';
import { TasksWorkerModule } from '@domain/tasks/worker';
import { ClockModule } from '@platform/clock';
import { ConfigModule, type Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { IdempotencyWorkerModule } from '@platform/idempotency/worker';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { LoggingModule } from '@platform/logging';
import { RealtimeWorkerModule } from '@platform/realtime/worker';
import { HealthServer } from './health-server';

const platform = [
  LoggingModule,
  ClockModule,
  CryptoModule,
  DatabaseModule,
  JobsModule,
  EventsModule,
  DuplicatesWorkerModule,
  JobsWorkerModule,
  IdempotencyWorkerModule,
  RealtimeWorkerModule,
];

const slices = [
  IdentityWorkerModule,
  TasksWorkerModule,
  CustomFieldsWorkerModule,
  LeadsWorkerModule,
  MembersWorkerModule,
  MessagingWorkerModule,
  InboxWorkerModule,
  AppointmentsWorkerModule,
  CampaignsWorkerModule,
  RoutingWorkerModule,
  WorkflowsWorkerModule,
  NotificationsWorkerModule,
  ScoringWorkerModule,
  AnalyticsWorkerModule,
  DigestsWorkerModule,
  LiveUpdatesWorkerModule,
];

/** The app without its ears: every slice's worker door, no HTTP. */
@Module({})
export class WorkerModule {
  static with(env: Env): DynamicModule {
    const imports = [ConfigModule.with(env), ...platform, ...slices];
    return { module: WorkerModule, imports, providers: [HealthServer] };
  }
}
