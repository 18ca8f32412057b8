import type { NewContent } from '@domain/messaging';
import type { Appointment } from '../appointment';
import { detailsOf, letter, localSubject, oneLine, verbatim, whenOf, whereOf } from '../appointment-letter';

export interface ReminderFacts {
  appointment: Pick<Appointment, 'title' | 'startAt' | 'zone' | 'location' | 'meetingUrl' | 'status'>;
  teamName: string;
  hostName: string | null;
  /** Who is reminded. */
  person: { name: string | null; zone: string | null; host: boolean };
}

/** The words a reply is understood by; see reply-words.ts. */
const answers = (status: Appointment['status']): string =>
  status === 'CONFIRMED'
    ? 'Reply R to reschedule, X to cancel.'
    : 'Reply C to confirm, R to reschedule, X to cancel.';

/** What a reminder says. Written when it goes out, so that it never tells an old time. Links in titles stay as they are. */
export function reminderText(channel: 'EMAIL' | 'SMS', facts: ReminderFacts): NewContent {
  return channel === 'SMS' ? textMessage(facts) : mail(facts);
}

function textMessage({ appointment, teamName, person }: ReminderFacts): NewContent {
  const where = whereOf(appointment);
  const place = where ? ` at ${where}` : '';
  const text = `${teamName}: reminder of "${appointment.title}" on ${whenOf(appointment, person.zone)}${place}. ${answers(appointment.status)}`;
  return { channel: 'SMS', text: verbatim(oneLine(text)) };
}

function mail({ appointment, teamName, hostName, person }: ReminderFacts): NewContent {
  const greeting = person.name ? `Hello ${oneLine(person.name).slice(0, 60)},` : 'Hello,';
  const details = detailsOf(appointment, person.zone, person.host ? null : hostName);
  return letter(localSubject('Reminder', appointment, person.zone), [
    greeting,
    'this is a reminder of your appointment:',
    details,
    ...(person.host ? [] : ['If you cannot make it, just reply to this mail.']),
    oneLine(teamName),
  ]);
}
