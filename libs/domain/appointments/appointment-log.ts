import { Injectable } from '@nestjs/common';
import { Activities, changedFields } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import type { Appointment } from './appointment';
import { appointmentEvents, type AppointmentFact } from './appointments.events';

const titles = {
  created: 'Appointment booked',
  updated: 'Appointment changed',
  rescheduled: 'Appointment moved',
  cancelled: 'Appointment cancelled',
  confirmed: 'Appointment confirmed',
  completed: 'Appointment completed',
  noShow: 'Appointment missed',
  newTimeWanted: 'Another time is wanted for the appointment',
} as const;

export interface By {
  /** Null for the system, API keys and leads. */
  userId: string | null;
}

/** The trail of an appointment and the facts for the slices above, in the transaction of the change. */
@Injectable()
export class AppointmentLog {
  constructor(
    private readonly activities: Activities,
    private readonly events: Events,
  ) {}

  async record(
    tx: SqlTx,
    what: Exclude<keyof typeof titles, 'rescheduled' | 'noShow'>,
    appointment: Appointment,
    by: By,
    note: { description?: string | null; changes?: object } = {},
  ): Promise<void> {
    await this.write(tx, what, appointment, by, note);
    await this.events.publish(tx, appointmentEvents[what], factOf(appointment, by));
  }

  async moved(tx: SqlTx, before: Appointment, after: Appointment, by: By): Promise<void> {
    const changes = appointmentChanges(before, after);
    await this.write(tx, 'rescheduled', after, by, { changes });
    const from = before.startAt.toISOString();
    await this.events.publish(tx, appointmentEvents.rescheduled, { ...factOf(after, by), from });
  }

  /** `told`: the event was published before, when nobody knew what had happened. */
  async missed(
    tx: SqlTx,
    appointment: Appointment,
    by: By,
    { told, changes }: { told: boolean; changes: object },
  ): Promise<void> {
    await this.write(tx, 'noShow', appointment, by, { changes });
    if (told) return;
    await this.events.publish(tx, appointmentEvents.noShow, { ...factOf(appointment, by), suspected: false });
  }

  private async write(
    tx: SqlTx,
    what: keyof typeof titles,
    { id, title, leadId }: Appointment,
    { userId }: By,
    { description, changes }: { description?: string | null; changes?: object },
  ): Promise<void> {
    const type = `appointment.${what.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    await this.activities.record(tx, [
      { type, title: `${titles[what]}: ${title}`, leadId, subjectId: id, userId, description, changes },
    ]);
  }
}

const told = [
  'title',
  'type',
  'status',
  'startAt',
  'endAt',
  'zone',
  'hostId',
  'leadId',
  'location',
  'meetingUrl',
  'description',
  'outcome',
  'invite',
  'reminderRules',
] as const satisfies (keyof Appointment)[];

/** What a change made of an appointment, its bookkeeping left alone. */
export const appointmentChanges = (before: Appointment, after: Appointment): object =>
  changedFields(before, after, told);

export function factOf({ id, leadId, hostId, type, startAt }: Appointment, { userId }: By): AppointmentFact {
  return {
    appointmentId: id,
    ...(leadId ? { leadId } : {}),
    ...{ hostId, type, startAt: startAt.toISOString() },
    ...(userId ? { userId } : {}),
  };
}
