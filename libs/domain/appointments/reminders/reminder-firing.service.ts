import { Injectable } from '@nestjs/common';
import { Messages, SendHours } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import type { Appointment } from '../appointment';
import { inAppReminderDue } from '../appointments.events';
import { appointmentJobs, type RemindPayload } from '../appointments.jobs';
import { AppointmentsRepository } from '../appointments.repository';
import { AttendeesRepository, type Person } from '../attendees.repository';
import { AppointmentSettingsRepository } from './appointment-settings.repository';
import { reasonNotToRemind, usefulUntil } from './reminder-firing';
import { reminderKey } from './reminder-plan';
import type { ReminderChannel } from './reminder-rule';
import { reminderText } from './reminder-text';
import { dedupeKeyOf } from './reminders.service';
import { RemindersRepository, type StoredReminder } from './reminders.repository';

interface Outcome {
  state: 'sent' | 'skipped' | 'cancelled';
  reason: string | null;
  messageId: string | null;
}
const skipped = (reason: string): Outcome => ({ state: 'skipped', reason, messageId: null });

/** Times a reminder's job may be quarantined, and the pause before the next. */
const mostRounds = 5;
const pauseAfterDeathMs = 5_000;

/** What a reminder's job does. It may run twice: the row has one end, and the message one key. */
@Injectable()
export class ReminderFiring {
  constructor(
    private readonly appointments: AppointmentsRepository,
    private readonly reminders: RemindersRepository,
    private readonly attendees: AttendeesRepository,
    private readonly settings: AppointmentSettingsRepository,
    private readonly hours: SendHours,
    private readonly messages: Messages,
    private readonly events: Events,
    private readonly jobs: Jobs,
  ) {}

  /** Sends the reminder within `tx` if the appointment still wants it and it is still of use. */
  async fire(tx: SqlTx, { appointmentId, reminderId }: RemindPayload): Promise<void> {
    // Locked, so that a change that is just being made is waited for.
    const appointment = await this.appointments.lock(tx, appointmentId);
    if (!appointment) return;
    const reminder = await this.reminders.find(tx, reminderId);
    if (reminder?.state !== 'planned') return;
    const now = await this.reminders.now(tx);
    const reason = reasonNotToRemind(reminder, appointment, now);
    const outcome = reason
      ? { ...reason, messageId: null }
      : (await this.wasSent(tx, reminder))
        ? skipped('already_sent')
        : await this.send(tx, reminder, appointment, now);
    await this.reminders.settle(tx, reminderId, outcome);
  }

  /**
   * Whether an older revision has reminded of this very start. @throws DomainError unavailable/reminder_in_flight while a provider is
   * being asked to: it may still refuse.
   */
  private async wasSent(tx: SqlTx, reminder: StoredReminder): Promise<boolean> {
    if (reminder.revision === 0) return false;
    const channel = reminder.channel as ReminderChannel;
    const earlier = await this.reminders.earlier(tx, reminder.appointmentId, reminder);
    const what = earlier.get(reminderKey({ ...reminder, channel }));
    if (what === 'in_hands')
      throw new DomainError('unavailable', 'reminder_in_flight', 'The same reminder is just being sent.');
    return what === 'sent';
  }

  /** Workers that die are seldom the fault of a reminder: it gets another job, a moment later. False when it had enough of them. */
  async tryAgain(tx: SqlTx, { round = 0, ...payload }: RemindPayload): Promise<boolean> {
    const reminder = await this.reminders.find(tx, payload.reminderId);
    if (reminder?.state !== 'planned') return true;
    if (round >= mostRounds) return false;
    const channel = reminder.channel as ReminderChannel;
    const key = dedupeKeyOf(payload.appointmentId, reminder.revision, { ...reminder, channel });
    const dedupeKey = `${key}:${round + 1}`;
    const dueAt = new Date((await this.reminders.now(tx)).getTime() + pauseAfterDeathMs);
    await this.jobs.enqueue(
      tx,
      appointmentJobs.remind,
      { ...payload, round: round + 1 },
      { dueAt, dedupeKey },
    );
    // A change of the appointment takes it back by this.
    await this.reminders.noteJobs(tx, [{ id: reminder.id, dedupeKey }]);
    return true;
  }

  /** The job was given up: the reminder must not look as if it were still to come. */
  async giveUp(tx: SqlTx, { reminderId }: RemindPayload): Promise<void> {
    await this.reminders.settle(tx, reminderId, skipped('failed'));
  }

  private async send(
    tx: SqlTx,
    reminder: StoredReminder,
    appointment: Appointment,
    now: Date,
  ): Promise<Outcome> {
    const people = await this.attendees.people(tx, appointment.id);
    const person = people.find(({ key }) => key === reminder.recipient);
    if (!person) return skipped('no_recipient');
    if (reminder.channel === 'IN_APP') {
      if (!person.userId) return skipped('no_recipient');
      const ids = { appointmentId: appointment.id, reminderId: reminder.id, userId: person.userId };
      await this.events.publish(tx, inAppReminderDue, ids);
      return { state: 'sent', reason: null, messageId: null };
    }
    const channel = reminder.channel === 'SMS' ? 'SMS' : 'EMAIL';
    const to = channel === 'SMS' ? person.phone : person.email;
    if (!to) return skipped('no_address');
    const host = people.find((one) => one.host);
    return this.message(tx, {
      reminder,
      appointment,
      person,
      to,
      channel,
      now,
      hostName: host?.name ?? null,
    });
  }

  private async message(
    tx: SqlTx,
    facts: {
      reminder: StoredReminder;
      appointment: Appointment;
      person: Person;
      hostName: string | null;
      to: string;
      channel: 'EMAIL' | 'SMS';
      now: Date;
    },
  ): Promise<Outcome> {
    const { reminder, appointment, person, hostName, to, channel, now } = facts;
    const { teamName } = await this.settings.read(tx);
    const zone = person.zone ?? appointment.zone;
    const window = await this.hours.window(tx, channel);
    const notAfter = usefulUntil(reminder, { now, zone, window });
    const { messageId } = await this.messages.sendSingle(tx, {
      content: reminderText(channel, { appointment, teamName, hostName, person }),
      purpose: 'transactional',
      kind: 'reminder',
      sourceId: appointment.messageSourceId,
      to,
      leadId: person.leadId,
      userId: person.userId,
      dedupeKey: dedupeKeyOf(appointment.id, reminder.revision, {
        ...reminder,
        channel,
      }),
      notAfter,
      hoursZone: zone,
      retryUntil: notAfter,
    });
    return { state: 'sent', reason: null, messageId };
  }
}
