import type { NewContent } from '@domain/messaging';
import type { Appointment } from './appointment';
import { clocksDiffer, localMoment } from './local-moment';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign]!);

/** The texts are finished: braces in a title are no merge tags. */
export const verbatim = (text: string): string => text.replaceAll('{{', '{\u200b{');

/** A plain letter as both parts of a mail: paragraphs, each a line. */
export function letter(
  subject: string,
  paragraphs: string[],
): NewContent & { channel: 'EMAIL'; subject: string; text: string } {
  const html = paragraphs.map((line) => `<p>${escapeHtml(line).replaceAll('\n', '<br>')}</p>`).join('');
  return {
    channel: 'EMAIL',
    subject: verbatim(oneLine(subject)),
    text: verbatim(`${paragraphs.join('\n\n')}\n`),
    html: verbatim(
      `<!doctype html><html lang="en"><body style="font-family:sans-serif">${html}</body></html>`,
    ),
  };
}

export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

type Place = Pick<Appointment, 'startAt' | 'zone' | 'location' | 'meetingUrl'>;

/** When, on the recipient's clock, and on the place's where that shows another time. */
export function whenOf(
  { startAt, zone }: Pick<Place, 'startAt' | 'zone'>,
  personZone: string | null,
): string {
  const own = personZone ?? zone;
  const there = clocksDiffer(startAt, own, zone) ? ` (${localMoment(startAt, zone)} there)` : '';
  return localMoment(startAt, own) + there;
}

/** Where it takes place; null when nobody has said. */
export function whereOf({ location, meetingUrl }: Pick<Place, 'location' | 'meetingUrl'>): string | null {
  return [location, meetingUrl].filter((part) => part !== null && part !== '').join(', ') || null;
}

/** What, when, where and with whom, as lines. */
export function detailsOf(
  appointment: Pick<Appointment, 'title'> & Place,
  personZone: string | null,
  hostName: string | null,
): string {
  const where = whereOf(appointment);
  const lines = [
    appointment.title,
    `When: ${whenOf(appointment, personZone)}`,
    ...(where ? [`Where: ${where}`] : []),
    ...(hostName ? [`With: ${hostName}`] : []),
  ];
  return lines.map(oneLine).join('\n');
}

/** "Invitation: Tour of 12 Main St, Fri, Mar 6, 3:00 PM EST" */
export function localSubject(
  word: string,
  appointment: Pick<Appointment, 'title' | 'startAt' | 'zone'>,
  personZone: string | null,
): string {
  return `${word}: ${appointment.title}, ${whenOf(appointment, personZone)}`;
}
