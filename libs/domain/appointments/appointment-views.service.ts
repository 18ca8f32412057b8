import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { Appointment, AppointmentView } from './appointment';
import { AttendeesRepository } from './attendees.repository';
import { RemindersRepository } from './reminders/reminders.repository';

/** An appointment with its attendees and its reminders. */
@Injectable()
export class AppointmentViews {
  constructor(
    private readonly attendees: AttendeesRepository,
    private readonly reminders: RemindersRepository,
  ) {}

  async one(tx: SqlTx, appointment: Appointment): Promise<AppointmentView> {
    const attendees = await this.attendees.of(tx, [appointment.id]);
    const reminders = await this.reminders.views(tx, appointment.id);
    return { ...appointment, attendees: attendees.get(appointment.id) ?? [], reminders };
  }
}
