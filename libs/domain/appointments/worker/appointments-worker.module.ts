import { Module } from '@nestjs/common';
import { handle, schedule } from '@platform/jobs/worker';
import { appointmentJobs } from '../appointments.jobs';
import { AppointmentsModule } from '../appointments.module';
import { EnqueueAgendasTask } from './enqueue-agendas.task';
import { HandleReplyHandler } from './handle-reply.handler';
import { RemindHandler } from './remind.handler';
import { SendAgendaHandler } from './send-agenda.handler';
import { WatchOutcomesTask } from './watch-outcomes.task';

@Module({
  imports: [AppointmentsModule],
  providers: [
    ...handle(appointmentJobs, {
      remind: RemindHandler,
      handleReply: HandleReplyHandler,
      sendAgenda: SendAgendaHandler,
    }),
    schedule({
      name: 'appointments.watch-outcomes',
      every: 60_000,
      task: WatchOutcomesTask,
      idempotent: true,
    }),
    schedule({
      name: 'appointments.enqueue-agendas',
      every: 60_000,
      task: EnqueueAgendasTask,
      idempotent: true,
    }),
  ],
})
export class AppointmentsWorkerModule {}
