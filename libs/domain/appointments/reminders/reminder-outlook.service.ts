import { Injectable } from '@nestjs/common';
import type { PlannedSend, SendOutlook } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { usefulUntil } from './reminder-firing';
import { ReminderOutlookRepository, type OutlookRow } from './reminder-outlook.repository';

/** A reminder that is planned, as the message it will become. */
export interface ForeseenReminder extends PlannedSend {
  id: string;
  appointmentId: string;
  /** Of the appointment. */
  title: string;
  startAt: Date;
  revision: number;
  offsetMinutes: number;
}

/** What a lead will be reminded of. */
@Injectable()
export class ReminderOutlook {
  constructor(private readonly repository: ReminderOutlookRepository) {}

  /** Planned before `until` (UTC), the first first; at most `limit`. One statement. */
  async ofLead(
    tx: SqlTx,
    leadId: string,
    { outlook, until, limit }: { outlook: SendOutlook; until: Date; limit: number },
  ): Promise<ForeseenReminder[]> {
    const rows = await this.repository.ofLead(tx, leadId, until, limit);
    return rows.map((row) => foreseen(row, leadId, outlook));
  }
}

function foreseen(row: OutlookRow, leadId: string, { policy, leads }: SendOutlook): ForeseenReminder {
  const { zone: appointmentZone, channel: stored, usefulMinutes, ...reminder } = row;
  const channel = stored === 'SMS' ? 'SMS' : 'EMAIL';
  const zone = leads.get(leadId)?.[channel].zone ?? appointmentZone;
  const at = { now: row.dueAt, zone, window: policy.window[channel] };
  return {
    ...reminder,
    leadId,
    channel,
    purpose: 'transactional',
    missingFields: [],
    notAfter: usefulUntil({ ...reminder, usefulMinutes }, at),
    hoursZone: zone,
  };
}
