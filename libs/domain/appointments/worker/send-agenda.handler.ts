import { Injectable } from '@nestjs/common';
import { DailyMailPayload } from '@domain/daily-mails';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Agendas } from '../agenda/agenda.service';
import type { appointmentJobs } from '../appointments.jobs';

@Injectable()
export class SendAgendaHandler implements JobHandler<typeof appointmentJobs.sendAgenda> {
  constructor(private readonly agendas: Agendas) {}

  async run(payload: DailyMailPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.agendas.send(tx, payload));
  }
}
