import { randomUUID } from 'node:crypto';
import type { Chance } from './chaos-seed';
import type { ChaosRig } from './chaos-rig';
import type { ChaosTenant } from './chaos-tenant';

export type Deed = 'booked' | 'moved' | 'renamed' | 'cancelled' | 'completed';

/** A change of an appointment, and when its 2xx arrived (ms, this machine's clock, as everything here). */
export interface Answered {
  deed: Deed;
  revision: number;
  at: number;
}

export interface Booking {
  id: string;
  answered: Answered[];
}

interface Detail {
  id: string;
  revision: number;
}

const minute = 60_000;
/** From a clock's point of view the same reminder; only the distance to the start differs. In minutes. */
const offsets = [2, 5, 60, 1_440];
/** Longer ago than any booking here: planned as past, never sent. In minutes. */
const pastOffset = 43_200;

/** Three of four change their mind, most of them around the very moment the reminder is due. */
const fates: readonly (Deed | null)[] = [
  null,
  null,
  'moved',
  'moved',
  'renamed',
  'renamed',
  'cancelled',
  'completed',
];

export interface TrafficWish {
  bookings: number;
  /** Over so long bookings come in; each is due about 2.5 s later. In ms. */
  forMs: number;
}

/** Books appointments whose reminders are due in a moment, and changes most of them, as a client with patience. */
export class ReminderTraffic {
  readonly bookings: Booking[] = [];

  constructor(
    private readonly rig: ChaosRig,
    private readonly tenant: ChaosTenant,
    private readonly chance: Chance,
  ) {}

  /** @throws when a request is refused */
  async run({ bookings, forMs }: TrafficWish): Promise<Booking[]> {
    const leads = await this.rig.rows<{ id: string }>('SELECT id FROM lead WHERE team_id = $1 LIMIT $2', [
      this.tenant.teamId,
      bookings,
    ]);
    // Drawn beforehand, so that a seed gives the same plan however the requests overtake each other.
    const plans = leads.map(({ id }, index) => ({
      leadId: id,
      afterMs: (forMs / bookings) * index,
      offset: offsets[this.chance.index(offsets.length)]!,
      dueInMs: this.chance.between(2_000, 3_000),
      fate: fates[index % fates.length]!,
      changeAfterDueMs: this.chance.between(-1_500, 700),
      againInMs: this.chance.between(1_500, 3_000),
    }));
    await Promise.all(plans.map((plan) => this.live(plan)));
    return this.bookings;
  }

  private async live(plan: {
    leadId: string;
    afterMs: number;
    offset: number;
    dueInMs: number;
    fate: Deed | null;
    changeAfterDueMs: number;
    againInMs: number;
  }): Promise<void> {
    await pause(plan.afterMs);
    const due = Date.now() + plan.dueInMs;
    const booking = await this.book(plan.leadId, due, plan.offset);
    if (!plan.fate) return;
    await pause(due + plan.changeAfterDueMs - Date.now());
    await this.change(booking, plan.fate, plan.offset, plan.againInMs);
  }

  async book(leadId: string, due: number, offset: number): Promise<Booking> {
    const rule = { audience: 'LEADS', usefulMinutes: offset, quietHours: 'HOLD', offsetMinutes: offset };
    const answer = await this.tenant.rest.insist<Detail>(
      'POST',
      '/api/appointments',
      {
        ...{ title: 'Tour of 12 Main St', type: 'SHOWING', invite: false, allowConflict: true, leadId },
        startAt: startOf(due, offset),
        reminderRules: [
          { ...rule, channel: 'EMAIL' },
          { ...rule, channel: 'SMS' },
          { ...rule, channel: 'IN_APP', audience: 'HOST' },
          { ...rule, channel: 'EMAIL', offsetMinutes: pastOffset },
        ],
      },
      randomUUID(),
    );
    const booking = { id: answer.body.id, answered: [] as Answered[] };
    this.bookings.push(booking);
    note(booking, 'booked', answer);
    return booking;
  }

  async change(booking: Booking, deed: Deed, offset: number, againInMs = 2_000): Promise<void> {
    const path = `/api/appointments/${booking.id}`;
    const { rest } = this.tenant;
    const send = () => {
      switch (deed) {
        case 'moved': {
          const startAt = startOf(Date.now() + againInMs, offset);
          return rest.insist<Detail>('PUT', path, { startAt, allowConflict: true }, '');
        }
        case 'renamed':
        case 'booked':
          return rest.insist<Detail>(
            'PUT',
            path,
            { title: `Tour of ${randomUUID().slice(0, 8)} Main St` },
            '',
          );
        case 'cancelled':
          return rest.insist<Detail>('DELETE', path, undefined, '');
        case 'completed':
          return rest.insist<Detail>('PATCH', `${path}/complete`, {}, '');
      }
    };
    note(booking, deed, await send());
  }
}

function startOf(due: number, offset: number): string {
  return new Date(due + offset * minute).toISOString();
}

function note(booking: Booking, deed: Deed, { status, body }: { status: number; body: Detail }): void {
  if (status >= 300) throw new Error(`an appointment could not be ${deed}: ${JSON.stringify(body)}`);
  booking.answered.push({ deed, revision: body.revision, at: Date.now() });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
