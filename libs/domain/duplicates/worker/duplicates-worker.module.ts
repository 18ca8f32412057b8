import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { duplicateJobs } from '../duplicates.jobs';
import { DuplicatesModule } from '../duplicates.module';
import { CompareLeadsHandler } from './compare-leads.handler';
import { BeginScansTask, ForgetMergesTask } from './duplicate-tasks';
import { GatherHandler } from './gather.handler';
import { ScanLeadsHandler } from './scan-leads.handler';

@Module({
  imports: [DuplicatesModule],
  providers: [
    ...handle(duplicateJobs, { compare: CompareLeadsHandler, scan: ScanLeadsHandler, gather: GatherHandler }),
    schedule({ name: 'duplicates.begin-scans', every: 600_000, task: BeginScansTask, idempotent: true }),
    // Behind the weekly clean-ups of jobs and receipts.
    schedule({
      ...{ name: 'duplicates.forget-merges', cron: { pattern: '5 3 * * 0', zone: 'UTC' } },
      task: ForgetMergesTask,
    }),
  ],
})
export class DuplicatesWorkerModule {}
