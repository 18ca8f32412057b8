import { Injectable } from '@nestjs/common';
import {
  DailyMails,
  type DailyMail,
  type DailyMailPayload,
  type DailyMailSetting,
} from '@domain/daily-mails';
import { dayOf, Messages } from '@domain/messaging';
import type { SqlTx, TenantScope } from '@platform/database';
import { letter, oneLine, whereOf } from '../appointment-letter';
import { appointmentJobs } from '../appointments.jobs';
import { AppointmentsRepository } from '../appointments.repository';
import { localDay, localTimeOfDay } from '../local-moment';

const mostEntries = 100;
const agenda: DailyMail = {
  name: 'agenda',
  localTime: '07:30',
  usefulMs: 4 * 3_600_000,
  job: appointmentJobs.sendAgenda,
};

/** The day's appointments by mail, at a local hour of each reader. */
@Injectable()
export class Agendas {
  constructor(
    private readonly mails: DailyMails,
    private readonly messages: Messages,
    private readonly appointments: AppointmentsRepository,
  ) {}

  async get(scope: TenantScope, userId: string): Promise<DailyMailSetting> {
    return this.mails.get(scope, agenda, userId);
  }

  /** From the next occurrence of the hour on. @throws DomainError invalid/validation_failed (zone_unknown) */
  async put(scope: TenantScope, userId: string, setting: DailyMailSetting): Promise<DailyMailSetting> {
    return this.mails.put(scope, agenda, userId, setting);
  }

  /** One job per person and local day for all that is due. Any number of workers may look at once. */
  async enqueueDue(): Promise<void> {
    await this.mails.enqueueDue(agenda);
  }

  /** Sends the agenda of one day. An empty day needs no mail. Repeating it sends nothing: the message has one key. */
  async send(tx: SqlTx, { userId, date }: DailyMailPayload): Promise<void> {
    const reader = await this.mails.reader(tx, agenda, userId);
    if (!reader) return;
    const { from, to } = dayOf(date, reader.zone);
    const found = await this.appointments.ofPerson(tx, userId, { from, to, limit: mostEntries });
    const entries = found.filter(({ status }) => status === 'SCHEDULED' || status === 'CONFIRMED');
    if (entries.length === 0) return;
    const count = entries.length === 1 ? '1 appointment' : `${entries.length} appointments`;
    const lines = entries.map((entry) => {
      const where = whereOf(entry);
      const unconfirmed = entry.status === 'SCHEDULED' ? ' (not confirmed)' : '';
      return oneLine(
        `${localTimeOfDay(entry.startAt, reader.zone)}  ${entry.title}${unconfirmed}${where ? `, ${where}` : ''}`,
      );
    });
    await this.messages.sendSingle(tx, {
      content: letter(`Your day, ${localDay(from, reader.zone)}: ${count}`, [
        `Hello ${oneLine(reader.name).slice(0, 60)},`,
        `you have ${count} today:`,
        lines.join('\n'),
      ]),
      purpose: 'transactional',
      kind: 'agenda',
      to: reader.email,
      userId,
      dedupeKey: `agenda:${userId}:${date}`,
      notAfter: to,
    });
  }
}
