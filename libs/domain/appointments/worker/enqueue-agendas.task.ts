import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Agendas } from '../agenda/agenda.service';

@Injectable()
export class EnqueueAgendasTask implements ScheduledTask {
  constructor(private readonly agendas: Agendas) {}

  async tick(): Promise<void> {
    await this.agendas.enqueueDue();
  }
}
