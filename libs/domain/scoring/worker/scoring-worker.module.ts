import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { scoringJobs } from '../scoring.jobs';
import { ScoringModule } from '../scoring.module';
import { DecayHandler } from './decay.handler';
import { DecayTask } from './decay.task';
import { RecalculateHandler } from './recalculate.handler';
import { RescoreDueHandler } from './rescore-due.handler';
import { TakeInHandler } from './take-in.handler';
import { TrainHandler } from './train.handler';
import { TrainTask } from './train.task';
import { WakeForgottenTask } from './wake-forgotten.task';

@Module({
  imports: [ScoringModule],
  providers: [
    ...handle(scoringJobs, {
      takeIn: TakeInHandler,
      rescoreDue: RescoreDueHandler,
      recalculate: RecalculateHandler,
      decay: DecayHandler,
      train: TrainHandler,
    }),
    schedule({ name: 'scoring.decay', cron: { pattern: '17 3 * * *', zone: 'UTC' }, task: DecayTask }),
    schedule({ name: 'scoring.train', cron: { pattern: '41 4 * * 0', zone: 'UTC' }, task: TrainTask }),
    schedule({ name: 'scoring.wake-forgotten', every: 5_000, task: WakeForgottenTask, idempotent: true }),
  ],
})
export class ScoringWorkerModule {}
