import { Injectable } from '@nestjs/common';
import { MessageSources, SendHours } from '@domain/messaging';
import { teamOf, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import type { Appointment } from '../appointment';
import { isOpen } from '../appointment-state';
import { appointmentJobs } from '../appointments.jobs';
import { AttendeesRepository } from '../attendees.repository';
import { AppointmentSettingsRepository } from './appointment-settings.repository';
import { planReminders, reminderKey } from './reminder-plan';
import { newReminderId, RemindersRepository } from './reminders.repository';

/**
 * Reminders follow from the appointment: whoever changes it, locked, takes those of the old revision back and plans those of the
 * new one in the same transaction.
 */
@Injectable()
export class Reminders {
  constructor(
    private readonly jobs: Jobs,
    private readonly sources: MessageSources,
    private readonly hours: SendHours,
    private readonly attendees: AttendeesRepository,
    private readonly settings: AppointmentSettingsRepository,
    private readonly repository: RemindersRepository,
  ) {}

  /** A row and a job for every reminder of the appointment's revision. Nothing for one that is over or to be moved. */
  async plan(tx: SqlTx, appointment: Appointment): Promise<void> {
    if (!isOpen(appointment.status) || appointment.rescheduleRequestedAt) return;
    const { id, revision, startAt, zone } = appointment;
    const rules = appointment.reminderRules ?? (await this.settings.read(tx)).reminderRules;
    const planned = planReminders({
      ...{ startAt, zone, rules },
      now: await this.repository.now(tx),
      people: await this.attendees.people(tx, id),
      textWindow: await this.hours.window(tx, 'SMS'),
      earlier: revision === 0 ? new Map() : await this.repository.earlier(tx, id, { revision, startAt }),
    });
    const rows = planned.map((reminder) => ({
      ...reminder,
      id: newReminderId(),
      dedupeKey: dedupeKeyOf(id, revision, reminder),
    }));
    if (rows.length === 0) return;
    await this.repository.insert(tx, appointment, rows);
    const waiting = rows.filter(({ state }) => state === 'planned');
    if (waiting.length === 0) return;
    await this.jobs.enqueueMany(
      tx,
      appointmentJobs.remind,
      waiting.map(({ id: reminderId, dueAt, dedupeKey }) => ({
        payload: { teamId: teamOf(tx), appointmentId: id, reminderId },
        dueAt,
        dedupeKey,
      })),
    );
    await this.repository.noteJobs(tx, waiting);
  }

  /** Takes back what the revision before was going to say, messages that wait in the ledger included. */
  async withdraw(
    tx: SqlTx,
    before: Pick<Appointment, 'id' | 'messageSourceId'>,
    reason: string,
  ): Promise<void> {
    const jobs = await this.repository.cancelPlanned(tx, before.id, reason);
    await this.jobs.cancelMany(tx, jobs);
    await this.sources.withdraw(tx, before.messageSourceId);
  }
}

/** Of a reminder's job and of its message: `reminder:<appointment>:<revision>:<offset>:<channel>:<recipient>`. */
export function dedupeKeyOf(
  appointmentId: string,
  revision: number,
  reminder: Parameters<typeof reminderKey>[0],
): string {
  return `reminder:${appointmentId}:${revision}:${reminderKey(reminder)}`;
}
