import { Injectable } from '@nestjs/common';
import { Tasks } from '@domain/tasks';
import { Database, newId, type SqlTx, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { decodeCursor, pageOf, type NewestFirst, type Page } from '@platform/paging';
import {
  type Appointment,
  type AppointmentChanges,
  type AppointmentFilter,
  type AppointmentView,
  type NewAppointment,
} from './appointment';
import { editBetween, editedAppointment } from './appointment-edit';
import { appointmentChanges, AppointmentLog, type By } from './appointment-log';
import { newTimeTask, transition } from './appointment-state';
import { timeOf } from './appointment-time';
import { AppointmentViews } from './appointment-views.service';
import { appointmentNotFound, hostBusy, illegalMove } from './appointments.errors';
import { AppointmentsRepository } from './appointments.repository';
import { attendeeList } from './attendee-list';
import { AttendeesRepository, type NewAttendee, type Person } from './attendees.repository';
import { hostOf, Invitations } from './calendar/invitations.service';
import { HostCalendarRepository } from './host-calendar.repository';
import { AppointmentSettingsRepository } from './reminders/appointment-settings.repository';
import { checkRules } from './reminders/check-rules';
import { Reminders } from './reminders/reminders.service';
import { RemindersRepository } from './reminders/reminders.repository';

/** Booking and changing. How an appointment ends is in appointment-outcomes. */
@Injectable()
export class AppointmentsService {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentsRepository,
    private readonly attendees: AttendeesRepository,
    private readonly hosts: HostCalendarRepository,
    private readonly settings: AppointmentSettingsRepository,
    private readonly reminders: Reminders,
    private readonly reminderRows: RemindersRepository,
    private readonly invitations: Invitations,
    private readonly tasks: Tasks,
    private readonly log: AppointmentLog,
    private readonly views: AppointmentViews,
  ) {}

  /** @throws DomainError not_found/appointment_not_found */
  async get(scope: TenantScope, id: string): Promise<AppointmentView> {
    return this.database.sql(scope, async (tx) => this.views.one(tx, await this.require(tx, id)));
  }

  /** The appointment itself, in the caller's transaction; undefined when the team has none of this id. */
  async find(tx: SqlTx, id: string): Promise<Appointment | undefined> {
    return this.appointments.find(tx, id);
  }

  /**
   * In order of time; `from` and `to` (UTC) take what overlaps the range.
   * @throws DomainError not_found for a lead or user in the filter that the team does not have; invalid (cursor)
   */
  async list(
    scope: TenantScope,
    filter: AppointmentFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Appointment>> {
    const after = decodeCursor(cursor, ['date', 'uuid']);
    const rows = await this.database.sql(scope, async (tx) => {
      await this.requirePeople(
        tx,
        filter.leadId ? [filter.leadId] : [],
        filter.hostId ? [filter.hostId] : [],
      );
      const position = after && { startAt: after[0], id: after[1] };
      return this.appointments.list(tx, filter, position, limit + 1);
    });
    return pageOf(rows, limit, ({ startAt, id }) => [startAt, id]);
  }

  /** With a lead, of any status, by their start; the latest first. One statement. */
  async latestOf(tx: SqlTx, leadId: string, piece: NewestFirst): Promise<Appointment[]> {
    return this.appointments.latestOf(tx, leadId, piece);
  }

  /**
   * Books an appointment with its reminders and invitations in one transaction. The host defaults to who books.
   * @throws DomainError invalid (time, attendees, rules), not_found/lead_not_found, user_not_found, conflict/appointment_conflict
   */
  async create(scope: TenantScope, input: NewAppointment, by: By): Promise<AppointmentView> {
    return this.database.sql(scope, (tx) => this.createIn(tx, input, by));
  }

  /** The same in the caller's transaction. */
  async createIn(tx: SqlTx, input: NewAppointment, by: By): Promise<AppointmentView> {
    const hostId = input.hostId ?? by.userId;
    if (!hostId) throw invalidField('hostId', 'required', 'State whose appointment it is.');
    if (input.reminderRules) checkRules(input.reminderRules, 'reminderRules');
    const time = timeOf(input, (await this.settings.read(tx)).zone);
    const leadId = input.leadId ?? null;
    const attendees = attendeeList(input.attendees ?? [], { leadId, hostId });
    await this.requireAll(tx, attendees, hostId);
    await this.requireFree(tx, { hostId, ...time, exceptId: null }, input.allowConflict);
    const created = await this.appointments.insert(tx, {
      ...{ id: newId(), title: input.title, type: input.type, status: 'SCHEDULED', ...time, hostId, leadId },
      location: input.location ?? null,
      meetingUrl: input.meetingUrl ?? null,
      description: input.description ?? null,
      ...{ outcome: null, revision: 0, icsSequence: 0, invite: input.invite ?? true },
      reminderRules: input.reminderRules ?? null,
      ...{ messageSourceId: newId(), inviteSourceId: newId(), createdById: by.userId },
      ...{ rescheduleRequestedAt: null, confirmedAt: null, noShowSuspectedAt: null, closedAt: null },
    });
    await this.attendees.replace(tx, created.id, attendees);
    await this.reminders.plan(tx, created);
    await this.invitations.invite(tx, created, await this.reminderRows.now(tx));
    await this.log.record(tx, 'created', created, by);
    return this.views.one(tx, created);
  }

  /**
   * Changes what is given. Another time needs a new confirmation; reminders and invitations of the old state are taken back and
   * replaced in the same transaction.
   * @throws DomainError as `create`, and conflict/appointment_illegal_transition once it is over
   */
  async update(
    scope: TenantScope,
    id: string,
    changes: AppointmentChanges,
    by: By,
  ): Promise<AppointmentView> {
    if (changes.reminderRules) checkRules(changes.reminderRules, 'reminderRules');
    return this.database.sql(scope, async (tx) => {
      const before = await this.appointments.lock(tx, id);
      if (!before) throw appointmentNotFound();
      if (!transition(before.status, 'edit')) throw illegalMove(before.status, 'changed');
      const edited = editedAppointment(before, changes, timeOf(changes, before.zone, before));
      const edit = editBetween(before, edited);
      const guestsBefore = await this.attendees.people(tx, id);
      const wanted = this.wantedAttendees(edited, before, changes, guestsBefore);
      const sameGuests = wanted === undefined;
      if (!edit.any && sameGuests) return this.views.one(tx, before);

      await this.requireAll(tx, wanted ?? [], edited.hostId);
      if (edit.moved || edited.hostId !== before.hostId)
        await this.requireFree(tx, { ...edited, exceptId: id }, changes.allowConflict);
      await this.reminders.withdraw(tx, before, 'superseded');
      const after = await this.appointments.update(tx, {
        ...edited,
        revision: before.revision + 1,
        messageSourceId: newId(),
        ...(edit.told ? { icsSequence: before.icsSequence + 1, inviteSourceId: newId() } : {}),
        ...(edit.moved
          ? { status: 'SCHEDULED', confirmedAt: null, rescheduleRequestedAt: null, noShowSuspectedAt: null }
          : {}),
      });
      if (edit.moved) await this.attendees.forgetResponses(tx, id);
      if (wanted) await this.attendees.replace(tx, id, wanted);
      await this.reminders.plan(tx, after);
      await this.tellGuests(tx, { before, after, guestsBefore, everybody: edit.told });
      if (edit.moved && before.rescheduleRequestedAt) await this.tasks.completeByKey(tx, newTimeTask(id), by);
      if (edit.moved) await this.log.moved(tx, before, after, by);
      else
        await this.log.record(tx, 'updated', after, by, {
          changes: await this.changes(tx, before, after, guestsBefore),
        });
      return this.views.one(tx, after);
    });
  }

  /** With who comes and who goes. */
  private async changes(
    tx: SqlTx,
    before: Appointment,
    after: Appointment,
    guestsBefore: Person[],
  ): Promise<object> {
    const [from, to] = [guestsBefore, await this.attendees.people(tx, after.id)].map((people) =>
      people.map(({ name, email, key }) => name ?? email ?? key).toSorted(),
    );
    const guests = JSON.stringify(from) === JSON.stringify(to) ? {} : { attendees: { from, to } };
    return { ...appointmentChanges(before, after), ...guests };
  }

  /** Who is new is invited, who is gone is told so; all of them are told when what they know of has changed. */
  private async tellGuests(
    tx: SqlTx,
    {
      before,
      after,
      guestsBefore,
      everybody,
    }: { before: Appointment; after: Appointment; guestsBefore: Person[]; everybody: boolean },
  ): Promise<void> {
    const now = await this.reminderRows.now(tx);
    const people = await this.attendees.people(tx, after.id);
    const staying = new Set(people.map(({ key }) => key));
    const known = new Set(guestsBefore.map(({ key }) => key));
    const gone = guestsBefore.filter(({ key, host }) => !host && !staying.has(key));
    if (everybody) await this.invitations.withdraw(tx, before);
    await this.invitations.uninvite(tx, after, now, gone, hostOf(people));
    const invitedAtAll = before.invite && !everybody;
    const only = invitedAtAll ? new Set([...staying].filter((key) => !known.has(key))) : undefined;
    if (everybody || !before.invite || only?.size) await this.invitations.invite(tx, after, now, only);
  }

  /** Undefined when nobody comes or goes. */
  private wantedAttendees(
    edited: Appointment,
    before: Appointment,
    changes: AppointmentChanges,
    people: Person[],
  ): NewAttendee[] | undefined {
    const present = people.filter(({ host }) => !host).map(({ key }) => key);
    const staying = people
      .filter(({ host, leadId }) => !host && (leadId === null || leadId !== before.leadId))
      .map(({ leadId, userId, email, name }) =>
        leadId ? { leadId } : userId ? { userId } : { email: email ?? '', name: name ?? undefined },
      );
    const wanted = attendeeList(changes.attendees ?? staying, edited);
    const same = wanted.length === present.length && wanted.every(({ key }) => present.includes(key));
    return same ? undefined : wanted;
  }

  private async requireAll(tx: SqlTx, attendees: NewAttendee[], hostId: string): Promise<void> {
    const leadIds = attendees.flatMap(({ leadId }) => leadId ?? []);
    const userIds = attendees.flatMap(({ userId }) => userId ?? []);
    await this.requirePeople(tx, leadIds, [...userIds, hostId]);
  }

  private async requirePeople(tx: SqlTx, leadIds: string[], userIds: string[]): Promise<void> {
    if (leadIds.length + userIds.length === 0) return;
    const unknown = await this.attendees.unknown(tx, leadIds, userIds);
    if (unknown.lead) throw notFound('lead');
    if (unknown.user) throw notFound('user');
  }

  /** Takes the host's lock in any case, so that who does not care for conflicts is still seen by those who do. */
  private async requireFree(
    tx: SqlTx,
    span: { hostId: string; startAt: Date; endAt: Date; exceptId: string | null },
    allowConflict = false,
  ): Promise<void> {
    await this.hosts.lock(tx, span.hostId);
    if (allowConflict) return;
    const others = await this.hosts.overlapping(tx, span);
    if (others.length > 0) throw hostBusy(others);
  }

  private async require(tx: SqlTx, id: string): Promise<Appointment> {
    const appointment = await this.appointments.find(tx, id);
    if (!appointment) throw appointmentNotFound();
    return appointment;
  }
}
