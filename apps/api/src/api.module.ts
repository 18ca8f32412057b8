import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ActivitiesHttpModule } from '@domain/activities/http';
import { AnalyticsHttpModule } from '@domain/analytics/http';
import { AppointmentsHttpModule } from '@domain/appointments/http';
import { CampaignsHttpModule } from '@domain/campaigns/http';
import { CustomFieldsHttpModule } from '@domain/custom-fields/http';
import { SystemMailModule } from '@domain/identity';
import { DigestsHttpModule } from '@domain/digests/http';
import { DuplicatesHttpModule } from '@domain/duplicates/http';
import { IdentityHttpModule } from '@domain/identity/http';
import { InboxHttpModule } from '@domain/inbox/http';
import { LeadsHttpModule } from '@domain/leads/http';
import { MembersHttpModule } from '@domain/members/http';
import { MessageTemplatesHttpModule } from '@domain/message-templates/http';
import { MessagingHttpModule } from '@domain/messaging/http';
import { NotesHttpModule } from '@domain/notes/http';
import { NotificationsHttpModule } from '@domain/notifications/http';
import { RoutingHttpModule } from '@domain/routing/http';
import { ScoringHttpModule } from '@domain/scoring/http';
import { SegmentsHttpModule } from '@domain/segments/http';
import { TasksHttpModule } from '@domain/tasks/http';
import { TeamsHttpModule } from '@domain/teams/http';
import { TimelineHttpModule } from '@domain/timeline/http';
import { UpcomingHttpModule } from '@domain/upcoming/http';
import { WorkflowsHttpModule } from '@domain/workflows/http';
import { ClockModule } from '@platform/clock';
import { ConfigModule, type Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { JobsHttpModule } from '@platform/jobs/http';
import { LoggingModule } from '@platform/logging';
import { RateLimitsModule } from '@platform/rate-limits';
import { RealtimeModule } from '@platform/realtime';
import { RealtimeHttpModule } from '@platform/realtime/http';

const platform = [
  LoggingModule,
  ClockModule,
  CryptoModule,
  DatabaseModule,
  JobsModule,
  EventsModule,
  RealtimeModule,
  RateLimitsModule,
  HttpModule,
  DuplicatesHttpModule,
  JobsHttpModule,
  RealtimeHttpModule,
];

const slices = [
  SystemMailModule,
  TeamsHttpModule,
  IdentityHttpModule,
  MembersHttpModule,
  ActivitiesHttpModule,
  TasksHttpModule,
  LeadsHttpModule,
  NotesHttpModule,
  MessageTemplatesHttpModule,
  MessagingHttpModule,
  InboxHttpModule,
  AppointmentsHttpModule,
  SegmentsHttpModule,
  RoutingHttpModule,
  CampaignsHttpModule,
  CustomFieldsHttpModule,
  WorkflowsHttpModule,
  NotificationsHttpModule,
  ScoringHttpModule,
  UpcomingHttpModule,
  TimelineHttpModule,
  AnalyticsHttpModule,
  DigestsHttpModule,
];

/** One line per slice; `extra` is for tests. */
@Module({})
export class ApiModule {
  static with(env: Env, extra: (Type | DynamicModule)[] = []): DynamicModule {
    return { module: ApiModule, imports: [ConfigModule.with(env), ...platform, ...slices, ...extra] };
  }
}
