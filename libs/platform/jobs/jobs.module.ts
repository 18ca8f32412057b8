import { Global, Module } from '@nestjs/common';
import { JobAdmin } from './job-admin.service';
import { JobAdminRepository } from './job-admin.repository';
import { Jobs } from './jobs.service';
import { JobNoticesRepository } from './job-notices.repository';
import { JobsRepository } from './jobs.repository';
import { QueueBackend } from './queue-backend';
import { WakeUps } from './wake-ups';

/** The producing side, for api and worker alike. */
@Global()
@Module({
  providers: [
    JobsRepository,
    JobNoticesRepository,
    JobAdminRepository,
    JobAdmin,
    Jobs,
    QueueBackend,
    WakeUps,
  ],
  exports: [JobsRepository, JobNoticesRepository, JobAdmin, Jobs, QueueBackend, WakeUps],
})
export class JobsModule {}
