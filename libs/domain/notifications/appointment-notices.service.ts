import { Injectable } from '@nestjs/common';
import { AppointmentsService, localMoment } from '@domain/appointments';
import type { SqlTx } from '@platform/database';
import type { TellReminderPayload } from './notifications.jobs';
import { NoticeFactsRepository } from './notice-facts.repository';
import { Notifications } from './notifications.service';

/** Notices about appointments, on the reader's clock. */
@Injectable()
export class AppointmentNotices {
  constructor(
    private readonly appointments: AppointmentsService,
    private readonly facts: NoticeFactsRepository,
    private readonly notifications: Notifications,
  ) {}

  /** Of an appointment that is near; nothing when it is off by now. */
  async remind(tx: SqlTx, { appointmentId, reminderId, userId }: TellReminderPayload): Promise<void> {
    const appointment = await this.appointments.find(tx, appointmentId);
    if (!appointment || appointment.closedAt) return;
    const { title, startAt, zone, location, meetingUrl, leadId } = appointment;
    const when = localMoment(startAt, (await this.facts.zoneOf(tx, userId)) ?? zone);
    await this.notifications.tell(tx, {
      ...{ userId, type: 'APPOINTMENT_REMINDER', title, leadId, appointmentId },
      body: [when, location, meetingUrl].filter((part) => part !== null).join(', '),
      dedupeKey: `appointment-reminder:${reminderId}`,
    });
  }
}
