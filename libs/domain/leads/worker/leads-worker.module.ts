import { Module } from '@nestjs/common';
import { leadJobs, LeadsModule } from '@domain/leads';
import { handle } from '@platform/jobs/worker';
import { LeadImportHandler } from './lead-import.handler';

@Module({ imports: [LeadsModule], providers: handle(leadJobs, { import: LeadImportHandler }) })
export class LeadsWorkerModule {}
