import { Injectable } from '@nestjs/common';
import { AppointmentsService } from '@domain/appointments';
import { LeadsBulk, LeadsService } from '@domain/leads';
import { Tasks } from '@domain/tasks';
import type { SqlTx } from '@platform/database';
import type { HandoverPayload } from '../members.jobs';

/** Leads in one transaction; each is an activity and an event. */
const portion = 500;
const appointmentsAtOnce = 20;

/** Hands on what somebody had who has left: leads, then coming appointments, then tasks. Safe to repeat and to break off. */
@Injectable()
export class Handover {
  constructor(
    private readonly leads: LeadsService,
    private readonly bulk: LeadsBulk,
    private readonly tasks: Tasks,
    private readonly appointments: AppointmentsService,
  ) {}

  /** One portion; true when there may be more. */
  async work(tx: SqlTx, { fromUserId, toUserId, byUserId }: HandoverPayload): Promise<boolean> {
    const by = { userId: byUserId ?? null };
    // Who came back is a member like any other, with what they have.
    if (await this.leads.isMember(tx, fromUserId)) return false;
    // The heir may have left meanwhile.
    const to = toUserId && (await this.leads.isMember(tx, toUserId)) ? toUserId : null;
    if ((await this.bulk.handOver(tx, fromUserId, to, portion, by)) === portion) return true;
    if (
      to &&
      (await this.appointments.handOver(tx, fromUserId, to, appointmentsAtOnce, by)) === appointmentsAtOnce
    )
      return true;
    await this.tasks.handOver(tx, fromUserId, to);
    return false;
  }
}
