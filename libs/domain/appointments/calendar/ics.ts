import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
  type ICalEventData,
} from 'ical-generator';
import type { Appointment } from '../appointment';
import { whereOf } from '../appointment-letter';

export interface IcsPerson {
  email: string | null;
  name: string | null;
  /** NEEDS_ACTION | ACCEPTED | DECLINED */
  response: string;
  host: boolean;
}

export interface IcsEvent {
  appointment: Pick<
    Appointment,
    | 'id'
    | 'title'
    | 'status'
    | 'startAt'
    | 'endAt'
    | 'location'
    | 'meetingUrl'
    | 'description'
    | 'icsSequence'
    | 'createdAt'
    | 'updatedAt'
  >;
  /** Who is named in it: those whose addresses its reader may see. */
  people: IcsPerson[];
}

const responses: Record<string, ICalAttendeeStatus> = {
  NEEDS_ACTION: ICalAttendeeStatus.NEEDSACTION,
  ACCEPTED: ICalAttendeeStatus.ACCEPTED,
  DECLINED: ICalAttendeeStatus.DECLINED,
};
const product = '//Brickwork//Appointments//EN';

/** An invitation or its cancellation for mail programs (RFC 5546): a higher SEQUENCE replaces what was sent before. */
export function invitationIcs(method: 'REQUEST' | 'CANCEL', event: IcsEvent): string {
  const calendar = ical({ prodId: product, method: ICalCalendarMethod[method] });
  const status = method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED;
  calendar.createEvent({ ...eventOf(event), status });
  return calendar.toString();
}

/** A calendar to download or subscribe to. `refreshSeconds`: how often a subscriber should look again. */
export function calendarIcs(
  events: IcsEvent[],
  options: { name?: string; refreshSeconds?: number } = {},
): string {
  const { name, refreshSeconds } = options;
  const calendar = ical({ prodId: product, method: ICalCalendarMethod.PUBLISH, name, ttl: refreshSeconds });
  for (const event of events) calendar.createEvent(eventOf(event));
  return calendar.toString();
}

/** Times are instants in UTC: no reader needs our idea of a zone's rules, and none can be wrong about them. */
function eventOf({ appointment, people }: IcsEvent): ICalEventData & { start: Date } {
  const host = people.find((person) => person.host);
  const where = whereOf(appointment);
  return {
    id: `${appointment.id}@brickwork`,
    sequence: appointment.icsSequence,
    start: appointment.startAt,
    end: appointment.endAt,
    stamp: appointment.updatedAt,
    created: appointment.createdAt,
    lastModified: appointment.updatedAt,
    summary: appointment.title,
    description: appointment.description,
    location: where,
    url: appointment.meetingUrl,
    status: appointment.status === 'CANCELLED' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: host?.email ? { email: host.email, name: host.name ?? host.email } : null,
    attendees: people
      .filter((person) => !person.host && person.email !== null)
      .map(({ email, name, response }) => ({
        email: email!,
        name: name ?? email!,
        rsvp: response === 'NEEDS_ACTION',
        role: ICalAttendeeRole.REQ,
        status: responses[response] ?? ICalAttendeeStatus.NEEDSACTION,
      })),
  };
}
