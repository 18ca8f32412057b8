import { Module } from '@nestjs/common';
import { MessagingModule } from '@domain/messaging';
import { EngineModule } from '../engine/engine.module';
import { WorkflowsModule } from '../workflows.module';
import { DryRunRepository } from './dry-run.repository';
import { DryRuns } from './dry-run.service';
import { EntryOutlookRepository } from './entry-outlook.repository';
import { EntryOutlook } from './entry-outlook.service';
import { ReplayMomentsRepository } from './replay-moments.repository';
import { ReplayMoments } from './replay-moments.service';
import { Replays } from './replay.service';
import { RunOutlookRepository } from './run-outlook.repository';
import { RunOutlook } from './run-outlook.service';

/** What a workflow would do, or would have done. */
@Module({
  imports: [MessagingModule, EngineModule, WorkflowsModule],
  providers: [
    ...[DryRuns, Replays, ReplayMoments, RunOutlook, EntryOutlook],
    ...[DryRunRepository, ReplayMomentsRepository, RunOutlookRepository, EntryOutlookRepository],
  ],
  exports: [DryRuns, Replays, RunOutlook, EntryOutlook],
})
export class DryRunModule {}
