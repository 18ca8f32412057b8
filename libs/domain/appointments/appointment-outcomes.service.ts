import { Injectable } from '@nestjs/common';
import { Tasks } from '@domain/tasks';
import { Database, newId, type SqlTx, type TenantScope } from '@platform/database';
import type { Appointment, AppointmentView } from './appointment';
import { appointmentChanges, AppointmentLog, type By } from './appointment-log';
import { newTimeTask, transition, type AppointmentEvent } from './appointment-state';
import { AppointmentViews } from './appointment-views.service';
import { appointmentNotFound, illegalMove, notStarted } from './appointments.errors';
import { AppointmentsRepository } from './appointments.repository';
import { AttendeesRepository } from './attendees.repository';
import { hostOf, Invitations } from './calendar/invitations.service';
import { Reminders } from './reminders/reminders.service';
import { RemindersRepository } from './reminders/reminders.repository';

const wanted: Record<AppointmentEvent, string> = {
  edit: 'changed',
  confirm: 'confirmed',
  cancel: 'cancelled',
  complete: 'completed',
  miss: 'marked as missed',
  ask_new_time: 'moved',
};

/** What becomes of an appointment. Each move takes back or replaces its reminders in its own transaction; repeating one changes nothing. */
@Injectable()
export class AppointmentOutcomes {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentsRepository,
    private readonly attendees: AttendeesRepository,
    private readonly reminders: Reminders,
    private readonly reminderRows: RemindersRepository,
    private readonly invitations: Invitations,
    private readonly tasks: Tasks,
    private readonly log: AppointmentLog,
    private readonly views: AppointmentViews,
  ) {}

  /** @throws DomainError not_found/appointment_not_found, conflict/appointment_illegal_transition */
  async confirm(scope: TenantScope, id: string, by: By): Promise<AppointmentView> {
    return this.inTeam(scope, (tx) => this.confirmIn(tx, id, by));
  }

  /** Calls it off: reminders end, guests are told. @throws DomainError as `confirm` */
  async cancel(
    scope: TenantScope,
    id: string,
    by: By,
    reason: string | null = null,
  ): Promise<AppointmentView> {
    return this.inTeam(scope, (tx) => this.cancelIn(tx, id, by, reason));
  }

  /** @throws DomainError as `confirm` */
  async complete(
    scope: TenantScope,
    id: string,
    by: By,
    outcome: string | null = null,
  ): Promise<AppointmentView> {
    return this.inTeam(scope, async (tx) => {
      const before = await this.lock(tx, id, 'complete');
      if (before.status === 'COMPLETED') return before;
      const after = await this.close(tx, before, by, 'complete', outcome);
      await this.log.record(tx, 'completed', after, by, {
        description: outcome,
        changes: appointmentChanges(before, after),
      });
      return after;
    });
  }

  /** Nobody came. @throws DomainError as `confirm`, and conflict/appointment_not_started */
  async miss(
    scope: TenantScope,
    id: string,
    by: By,
    outcome: string | null = null,
  ): Promise<AppointmentView> {
    return this.inTeam(scope, async (tx) => {
      const before = await this.lock(tx, id, 'miss');
      if (before.status === 'NO_SHOW') return before;
      if (before.startAt > (await this.reminderRows.now(tx))) throw notStarted();
      const after = await this.close(tx, before, by, 'miss', outcome);
      await this.log.missed(tx, after, by, {
        told: before.noShowSuspectedAt !== null,
        changes: appointmentChanges(before, after),
      });
      return after;
    });
  }

  /** `guest`: the attendee who says so, by their key. */
  async confirmIn(tx: SqlTx, id: string, by: By, guest?: string): Promise<Appointment> {
    const before = await this.lock(tx, id, 'confirm');
    if (guest) await this.attendees.respond(tx, id, guest, 'ACCEPTED');
    if (before.status === 'CONFIRMED') return before;
    const now = await this.reminderRows.now(tx);
    // Who had asked for another time keeps this one: what was taken back then is planned anew.
    const asked = before.rescheduleRequestedAt !== null;
    if (asked) await this.reminders.withdraw(tx, before, 'superseded');
    const after = await this.appointments.update(tx, {
      ...before,
      ...{ status: 'CONFIRMED', confirmedAt: now, rescheduleRequestedAt: null },
      ...(asked ? { revision: before.revision + 1, messageSourceId: newId() } : {}),
    });
    if (asked) {
      await this.reminders.plan(tx, after);
      await this.tasks.completeByKey(tx, newTimeTask(id), by);
    }
    await this.log.record(tx, 'confirmed', after, by, { changes: appointmentChanges(before, after) });
    return after;
  }

  async cancelIn(tx: SqlTx, id: string, by: By, reason: string | null, guest?: string): Promise<Appointment> {
    const before = await this.lock(tx, id, 'cancel');
    if (guest) await this.attendees.respond(tx, id, guest, 'DECLINED');
    if (before.status === 'CANCELLED') return before;
    await this.invitations.withdraw(tx, before);
    const after = await this.close(tx, before, by, 'cancel', reason);
    const people = await this.attendees.people(tx, id);
    const guests = people.filter(({ host }) => !host);
    await this.invitations.uninvite(tx, after, await this.reminderRows.now(tx), guests, hostOf(people));
    await this.log.record(tx, 'cancelled', after, by, {
      description: reason,
      changes: appointmentChanges(before, after),
    });
    return after;
  }

  /** A guest wants another time: nothing is reminded of until the host has moved it, or confirmed it as it stands. */
  async askNewTimeIn(tx: SqlTx, id: string, by: By): Promise<Appointment> {
    const before = await this.lock(tx, id, 'ask_new_time');
    if (before.rescheduleRequestedAt) return before;
    await this.reminders.withdraw(tx, before, 'new_time_wanted');
    const after = await this.appointments.update(tx, {
      ...before,
      ...{ status: transition(before.status, 'ask_new_time')!, confirmedAt: null },
      rescheduleRequestedAt: await this.reminderRows.now(tx),
      ...{ revision: before.revision + 1, messageSourceId: newId() },
    });
    await this.log.record(tx, 'newTimeWanted', after, by, { changes: appointmentChanges(before, after) });
    return after;
  }

  private async close(
    tx: SqlTx,
    before: Appointment,
    by: By,
    event: 'cancel' | 'complete' | 'miss',
    outcome: string | null,
  ): Promise<Appointment> {
    await this.reminders.withdraw(tx, before, 'appointment_closed');
    if (before.rescheduleRequestedAt) await this.tasks.completeByKey(tx, newTimeTask(before.id), by);
    const cancels = event === 'cancel';
    return this.appointments.update(tx, {
      ...before,
      ...{ status: transition(before.status, event)!, outcome: outcome ?? before.outcome },
      closedAt: await this.reminderRows.now(tx),
      ...{ revision: before.revision + 1, messageSourceId: newId() },
      ...(cancels ? { icsSequence: before.icsSequence + 1, inviteSourceId: newId() } : {}),
    });
  }

  private async lock(tx: SqlTx, id: string, event: AppointmentEvent): Promise<Appointment> {
    const appointment = await this.appointments.lock(tx, id);
    if (!appointment) throw appointmentNotFound();
    if (!transition(appointment.status, event)) throw illegalMove(appointment.status, wanted[event]);
    return appointment;
  }

  private async inTeam(
    scope: TenantScope,
    work: (tx: SqlTx) => Promise<Appointment>,
  ): Promise<AppointmentView> {
    return this.database.sql(scope, async (tx) => this.views.one(tx, await work(tx)));
  }
}
