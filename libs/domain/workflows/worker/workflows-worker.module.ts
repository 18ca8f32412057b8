import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { EngineModule } from '../engine/engine.module';
import { workflowJobs } from '../workflows.jobs';
import { AdvanceRunHandler } from './advance-run.handler';
import { AdvanceRunsHandler } from './advance-runs.handler';
import { CallWebhookHandler } from './call-webhook.handler';
import { EndRunsHandler } from './end-runs.handler';
import { EnrolHandler } from './enrol.handler';
import { MatchEventsHandler } from './match-events.handler';
import { runRepairTask } from './run-repair.task';
import { SettlePublishHandler } from './settle-publish.handler';
import { WatchHandler } from './watch.handler';
import { watchTask } from './watch.task';

@Module({
  imports: [EngineModule],
  providers: [
    ...handle(workflowJobs, {
      matchEvents: MatchEventsHandler,
      advance: AdvanceRunHandler,
      advanceMany: AdvanceRunsHandler,
      enrol: EnrolHandler,
      settlePublish: SettlePublishHandler,
      endRuns: EndRunsHandler,
      watch: WatchHandler,
      callWebhook: CallWebhookHandler,
    }),
    runRepairTask,
    watchTask,
  ],
})
export class WorkflowsWorkerModule {}
