import { Injectable } from '@nestjs/common';
import { Messages, MessageSources } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import type { Appointment } from '../appointment';
import { detailsOf, letter, localSubject } from '../appointment-letter';
import { AttendeesRepository, type Person } from '../attendees.repository';
import { invitationIcs } from './ics';

/** Invitations by mail, with what calendars understand. Everyone gets a copy that names the host and themselves alone. */
@Injectable()
export class Invitations {
  constructor(
    private readonly messages: Messages,
    private readonly sources: MessageSources,
    private readonly attendees: AttendeesRepository,
  ) {}

  /** Invites attendees who have an address; `only` those of these keys. Nobody is invited to what is over. */
  async invite(tx: SqlTx, appointment: Appointment, now: Date, only?: ReadonlySet<string>): Promise<void> {
    if (!appointment.invite || appointment.endAt <= now) return;
    const people = await this.attendees.people(tx, appointment.id);
    const guests = people.filter(({ key, host }) => !host && (!only || only.has(key)));
    for (const guest of guests) await this.send(tx, 'REQUEST', appointment, guest, hostOf(people));
  }

  /** Takes the invitation back from `guests`, who may be attendees no longer. */
  async uninvite(
    tx: SqlTx,
    appointment: Appointment,
    now: Date,
    guests: Person[],
    host?: Person,
  ): Promise<void> {
    if (!appointment.invite || appointment.endAt <= now) return;
    for (const guest of guests) await this.send(tx, 'CANCEL', appointment, guest, host);
  }

  /** Takes back what waits in the ledger: what comes after it replaces it. */
  async withdraw(tx: SqlTx, before: Pick<Appointment, 'inviteSourceId'>): Promise<void> {
    await this.sources.withdraw(tx, before.inviteSourceId);
  }

  private async send(
    tx: SqlTx,
    method: 'REQUEST' | 'CANCEL',
    appointment: Appointment,
    guest: Person,
    host: Person | undefined,
  ): Promise<void> {
    if (!guest.email) return;
    const people = [...(host ? [host] : []), guest];
    const subject = localSubject(method === 'CANCEL' ? 'Cancelled' : 'Invitation', appointment, guest.zone);
    const opening =
      method === 'CANCEL' ? 'this appointment will not take place:' : 'you are invited to this appointment:';
    const details = detailsOf(appointment, guest.zone, host?.name ?? null);
    const ics = invitationIcs(method, { appointment, people });
    await this.messages.sendSingle(tx, {
      content: { ...letter(subject, ['Hello,', opening, details]), calendar: { method, ics } },
      purpose: 'transactional',
      kind: 'invitation',
      sourceId: appointment.inviteSourceId,
      to: guest.email,
      leadId: guest.leadId,
      userId: guest.userId,
      dedupeKey: `invitation:${appointment.id}:${appointment.revision}:${method}:${guest.key}`,
      notAfter: appointment.endAt,
      retryUntil: appointment.endAt,
    });
  }
}

export const hostOf = (people: Person[]): Person | undefined => people.find(({ host }) => host);
