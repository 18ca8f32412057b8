import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { digestJobs } from '../digests.jobs';
import { DigestsModule } from '../digests.module';
import { EnqueueDigestsTask } from './enqueue-digests.task';
import { SendDigestHandler } from './send-digest.handler';

@Module({
  imports: [DigestsModule],
  providers: [
    ...handle(digestJobs, { send: SendDigestHandler }),
    schedule({ name: 'digests.enqueue', every: 60_000, task: EnqueueDigestsTask, idempotent: true }),
  ],
})
export class DigestsWorkerModule {}
