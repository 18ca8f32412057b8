import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import { workerDied, type JobContext, type JobHandler } from '@platform/jobs/worker';
import { type appointmentJobs, RemindPayload } from '../appointments.jobs';
import { ReminderFiring } from '../reminders/reminder-firing.service';

@Injectable()
export class RemindHandler implements JobHandler<typeof appointmentJobs.remind> {
  constructor(private readonly firing: ReminderFiring) {}

  async run(payload: RemindPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.firing.fire(tx, payload));
  }

  async abandoned(tx: Tx, payload: RemindPayload, reason: string): Promise<void> {
    if (reason === workerDied && (await this.firing.tryAgain(tx, payload))) return;
    await this.firing.giveUp(tx, payload);
  }
}
