import { Module } from '@nestjs/common';
import { CronController } from './cron.controller';
import { JobsController } from './jobs.controller';
import { ReconcileNudge } from './reconcile-nudge.service';

@Module({ controllers: [JobsController, CronController], providers: [ReconcileNudge] })
export class JobsHttpModule {}
