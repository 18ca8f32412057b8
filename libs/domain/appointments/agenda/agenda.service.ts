import { Injectable } from '@nestjs/common';
import { dayOf, isValidZone, Messages, nextDailyAt } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { CrossTeamScope, Database, teamOf, TenantScope, type SqlTx } from '@platform/database';
import { invalidField } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import { letter, oneLine, whereOf } from '../appointment-letter';
import { appointmentJobs, type AgendaPayload } from '../appointments.jobs';
import { AppointmentsRepository } from '../appointments.repository';
import { localDay, localTimeOfDay } from '../local-moment';
import { AgendaRepository, type AgendaSetting, type DueAgenda } from './agenda.repository';

/** An agenda that comes later than that is old news; the next day's is sent instead. In ms. */
const usefulMs = 4 * 3_600_000;
const batch = 500;
const mostEntries = 100;
const byDefault = { enabled: false, localTime: '07:30', zone: 'America/New_York' };

/** The day's appointments by mail, at a local hour of each reader. */
@Injectable()
export class Agendas {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly messages: Messages,
    private readonly repository: AgendaRepository,
    private readonly appointments: AppointmentsRepository,
  ) {}

  async get(scope: TenantScope, userId: string): Promise<AgendaSetting> {
    return this.database.sql(scope, async (tx) => {
      const setting = await this.repository.find(tx, userId);
      return setting ?? { ...byDefault, zone: (await this.repository.zoneOf(tx, userId)) ?? byDefault.zone };
    });
  }

  /** From the next occurrence of the hour on. @throws DomainError invalid/validation_failed (zone_unknown) */
  async put(scope: TenantScope, userId: string, setting: AgendaSetting): Promise<AgendaSetting> {
    if (!isValidZone(setting.zone)) throw invalidField('zone', 'zone_unknown', 'There is no such time zone.');
    const next = nextDailyAt(this.clock.now(), setting.localTime, setting.zone);
    await this.database.sql(scope, (tx) => this.repository.write(tx, userId, setting, next));
    return setting;
  }

  /** One job per person and local day for all that is due. Any number of workers may look at once. */
  async enqueueDue(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.repository.teamsWithDue(tx));
    for (const teamId of teams) while ((await this.enqueueTeam(TenantScope.of(teamId))) === batch);
  }

  /** Sends the agenda of one day. An empty day needs no mail. Repeating it sends nothing: the message has one key. */
  async send(tx: SqlTx, { userId, date }: AgendaPayload): Promise<void> {
    const reader = await this.repository.reader(tx, userId);
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

  private async enqueueTeam(scope: TenantScope): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const due = await this.repository.lockDue(tx, batch);
      const timely = due.filter(({ at, now }) => now.getTime() - at.getTime() <= usefulMs);
      await this.jobs.enqueueMany(
        tx,
        appointmentJobs.sendAgenda,
        timely.map(({ userId, date }) => ({
          payload: { teamId: teamOf(tx), userId, date },
          dedupeKey: `agenda:${userId}:${date}`,
        })),
      );
      await this.repository.advance(tx, due.map(nextOf));
      return due.length;
    });
  }
}

function nextOf({ userId, localTime, zone, now }: DueAgenda): { userId: string; date: string; at: Date } {
  return { userId, ...nextDailyAt(now, localTime, zone) };
}
