import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { HandoverModule } from '../handover/handover.module';
import { memberJobs } from '../members.jobs';
import { HandOverHandler } from './hand-over.handler';

@Module({ imports: [HandoverModule], providers: handle(memberJobs, { handOver: HandOverHandler }) })
export class MembersWorkerModule {}
