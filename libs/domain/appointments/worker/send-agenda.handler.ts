import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Agendas } from '../agenda/agenda.service';
import { AgendaPayload, type appointmentJobs } from '../appointments.jobs';

@Injectable()
export class SendAgendaHandler implements JobHandler<typeof appointmentJobs.sendAgenda> {
  constructor(private readonly agendas: Agendas) {}

  async run(payload: AgendaPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.agendas.send(tx, payload));
  }
}
