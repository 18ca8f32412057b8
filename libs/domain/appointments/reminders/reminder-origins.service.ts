import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InboundMessages, MessageOrigins, type OriginLink, type OriginOf } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { AppointmentsRepository } from '../appointments.repository';
import { RemindersRepository } from './reminders.repository';

/** `reminder:<appointment>:<revision>:<offset>:<channel>:<recipient>`; see `dedupeKeyOf`. */
const keyOfReminder = /^reminder:([0-9a-f-]{36}):(\d+):(\d+):(\w+):(.+)$/;
const keyOfReply = /^reminder-reply:([0-9a-f-]{36})$/;

/** Tells of a message which reminder of which revision of an appointment it was. */
@Injectable()
export class ReminderOrigins implements OnModuleInit {
  constructor(
    private readonly origins: MessageOrigins,
    private readonly appointments: AppointmentsRepository,
    private readonly reminders: RemindersRepository,
    private readonly inbound: InboundMessages,
  ) {}

  onModuleInit(): void {
    this.origins.tellFor('reminder', (tx, message) => this.ofReminder(tx, message));
    this.origins.tellFor('reminder-reply', (tx, message) => this.ofReply(tx, message));
  }

  private async ofReminder(tx: SqlTx, { dedupeKey }: OriginOf): Promise<OriginLink[]> {
    const [, appointmentId, revision, offset, channel, recipient] = keyOfReminder.exec(dedupeKey) ?? [];
    if (!appointmentId || !channel || !recipient) return [];
    const appointment = await this.appointments.find(tx, appointmentId);
    if (!appointment) return [];
    const key = { revision: Number(revision), offsetMinutes: Number(offset), channel, recipient };
    const reminder = await this.reminders.findByKey(tx, appointmentId, key);
    const { title, createdAt, startAt, zone, status, createdById } = appointment;
    const booked: OriginLink = {
      ...{ kind: 'appointment', id: appointmentId, label: title, at: createdAt },
      detail: { startAt, zone, status, revision: appointment.revision, bookedBy: createdById },
    };
    if (!reminder) return [booked];
    const { id, dueAt, startAt: spokenOf } = reminder;
    const label = `${channel}, ${key.offsetMinutes} minutes before`;
    return [booked, { kind: 'reminder', id, label, at: dueAt, detail: { ...key, startAt: spokenOf } }];
  }

  private async ofReply(tx: SqlTx, { dedupeKey }: OriginOf): Promise<OriginLink[]> {
    const [, id] = keyOfReply.exec(dedupeKey) ?? [];
    const reply = id && (await this.inbound.find(tx, id));
    if (!reply) return [];
    return [
      { kind: 'reply', id, label: reply.body.slice(0, 160), at: null, detail: { from: reply.fromAddress } },
    ];
  }
}
