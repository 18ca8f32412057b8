import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { LeadsModule } from '@domain/leads';
import { TasksModule } from '@domain/tasks';
import { Handover } from './handover.service';

/** The worker's share. */
@Module({
  imports: [LeadsModule, TasksModule, AppointmentsModule],
  providers: [Handover],
  exports: [Handover],
})
export class HandoverModule {}
