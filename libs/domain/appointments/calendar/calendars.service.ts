import { Injectable } from '@nestjs/common';
import { Clock } from '@platform/clock';
import { Database, TenantScope, type SqlTx } from '@platform/database';
import { notFound } from '@platform/errors';
import { appointmentNotFound } from '../appointments.errors';
import { AppointmentsRepository } from '../appointments.repository';
import { AttendeesRepository } from '../attendees.repository';
import { CalendarFeedRepository } from './calendar-feed.repository';
import { CalendarLinks } from './calendar-links';
import { calendarIcs } from './ics';

const day = 86_400_000;
/** What a subscriber sees: a month back, a year ahead, and no more than fits a mail program. */
const feedRange = { back: 31 * day, ahead: 366 * day, most: 1_000 };
const refreshSeconds = 900;

/** Appointments for calendar programs. */
@Injectable()
export class Calendars {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly links: CalendarLinks,
    private readonly feeds: CalendarFeedRepository,
    private readonly appointments: AppointmentsRepository,
    private readonly attendees: AttendeesRepository,
  ) {}

  /** One appointment as iCalendar. @throws DomainError not_found/appointment_not_found */
  async file(scope: TenantScope, id: string): Promise<string> {
    return this.database.sql(scope, async (tx) => {
      const appointment = await this.appointments.find(tx, id);
      if (!appointment) throw appointmentNotFound();
      return calendarIcs([{ appointment, people: await this.attendees.people(tx, id) }]);
    });
  }

  /** The person's own secret link. */
  async link(scope: TenantScope, userId: string): Promise<string> {
    const version = await this.database.sql(scope, (tx) => this.feeds.version(tx, userId));
    return this.links.urlFor(scope.teamId, userId, version);
  }

  /** A new link; the old one shows nothing any more. */
  async rotate(scope: TenantScope, userId: string): Promise<string> {
    const version = await this.database.sql(scope, (tx) => this.feeds.rotate(tx, userId));
    return this.links.urlFor(scope.teamId, userId, version);
  }

  /** Makes the links of somebody who leaves worthless, within `tx`: they would work again if they came back. */
  async takeBack(tx: SqlTx, userId: string): Promise<void> {
    await this.feeds.rotate(tx, userId);
  }

  /** The calendar behind a secret link. @throws DomainError not_found/calendar_not_found for any link that does not work */
  async feed(token: string): Promise<string> {
    const subject = this.links.read(token);
    if (!subject) throw notFound('calendar');
    const now = this.clock.now().getTime();
    return this.database.sql(TenantScope.of(subject.teamId), async (tx) => {
      const owner = await this.feeds.owner(tx, subject.userId, subject.version);
      if (!owner) throw notFound('calendar');
      const appointments = await this.appointments.ofPerson(tx, subject.userId, {
        from: new Date(now - feedRange.back),
        to: new Date(now + feedRange.ahead),
        limit: feedRange.most,
      });
      // No guests: whoever holds the link sees when and where, not whose addresses.
      const events = appointments.map((appointment) => ({ appointment, people: [] }));
      return calendarIcs(events, { name: owner.name, refreshSeconds });
    });
  }
}
