import { Module } from '@nestjs/common';
import { MessagingModule } from '@domain/messaging';
import { EngineModule } from '../engine/engine.module';
import { WorkflowsModule } from '../workflows.module';
import { DryRunRepository } from './dry-run.repository';
import { DryRuns } from './dry-run.service';
import { Replays } from './replay.service';
import { RunOutlookRepository } from './run-outlook.repository';
import { RunOutlook } from './run-outlook.service';

/** What a workflow would do, or would have done. */
@Module({
  imports: [MessagingModule, EngineModule, WorkflowsModule],
  providers: [DryRuns, Replays, RunOutlook, DryRunRepository, RunOutlookRepository],
  exports: [DryRuns, Replays, RunOutlook],
})
export class DryRunModule {}
