import { Injectable } from '@nestjs/common';
import { Clock } from '@platform/clock';
import { teamOf, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { afterOpenMinutes, type WorkingHours } from '../choice/working-hours';
import { routingJobs, type LookForContactPayload } from '../routing.jobs';
import { ResponseRepository } from './response.repository';

/** A provider takes a message within seconds, or after a hold much later: each look comes twice as late as the one before. */
const firstLookMs = 3_000;
const looks = 12;

export interface Timer {
  leadId: string;
  /** When the lead arrived; kept from the first timer on. */
  arrivedAt: Date;
  userId: string | null;
  ruleId: string | null;
  /** Null: there is no promise, and the time is only measured. */
  minutes: number | null;
  /** The time runs within these. */
  hours: WorkingHours | null;
  now: Date;
}

/** The clock from a lead's arrival to the first contact of a person with it. */
@Injectable()
export class SpeedToLead {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly responses: ResponseRepository,
  ) {}

  /** Starts the clock, or a new timer for whoever has the lead now. Timers of before do nothing from then on. */
  async start(tx: SqlTx, { leadId, arrivedAt, userId, ruleId, minutes, hours, now }: Timer): Promise<void> {
    const dueAt = minutes === null ? null : afterOpenMinutes(hours, now, minutes);
    const timer = { leadId, startedAt: arrivedAt, userId, ruleId, minutes, dueAt };
    const response = await this.responses.time(tx, timer);
    if (!response || dueAt === null) return;
    const { revision } = response;
    await this.jobs.enqueue(
      tx,
      routingJobs.breach,
      { teamId: teamOf(tx), leadId, revision },
      { dueAt, dedupeKey: `breach:${leadId}:${revision}` },
    );
  }

  /** Stops the clocks of those leads that were spoken to; `sent`: with these a message is on its way and is looked for again. */
  async look(tx: SqlTx, leadIds: readonly string[], sent: readonly string[]): Promise<void> {
    const waiting = (await this.responses.waiting(tx, leadIds)).map(({ leadId }) => leadId);
    if (waiting.length === 0) return;
    const settled = new Set(await this.responses.settle(tx, waiting));
    const again = waiting.filter((leadId) => sent.includes(leadId) && !settled.has(leadId));
    await this.lookLater(tx, again, 0);
  }

  /** Once more for a message that was on its way, until it is too late to matter. */
  async lookAgain(tx: SqlTx, { leadId, looked }: LookForContactPayload): Promise<void> {
    const [waiting] = await this.responses.waiting(tx, [leadId]);
    if (!waiting || (await this.responses.settle(tx, [leadId])).length > 0) return;
    if (looked + 1 < looks) await this.lookLater(tx, [leadId], looked + 1);
  }

  private async lookLater(tx: SqlTx, leadIds: readonly string[], looked: number): Promise<void> {
    if (leadIds.length === 0) return;
    const dueAt = new Date(this.clock.now().getTime() + firstLookMs * 2 ** looked);
    await this.jobs.enqueueMany(
      tx,
      routingJobs.lookForContact,
      leadIds.map((leadId) => ({
        payload: { teamId: teamOf(tx), leadId, looked },
        dueAt,
        dedupeKey: `look:${leadId}:${looked}`,
      })),
    );
  }
}
