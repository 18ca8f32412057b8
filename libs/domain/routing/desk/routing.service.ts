import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { LeadsService } from '@domain/leads';
import { teamOf, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import type { Outcome, Place } from '../choice/walk';
import { RoutingPeopleRepository } from '../people/people.repository';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { SpeedToLead } from '../response/speed-to-lead.service';
import { leadOffered, leadRouted } from '../routing.events';
import { routingJobs, type AdvanceRoutePayload } from '../routing.jobs';
import { OffersRepository } from '../claims/offers.repository';
import { RoutingPlans, type Plan } from './plan.service';
import type { Route } from './route';
import { RoutesRepository } from './routes.repository';

const automatically: Author = { userId: null };
const noteLength = 500;

interface Step {
  leadId: string;
  /** Whose it is when the step begins. */
  ownerId: string | null;
  arrivedAt: Date;
  from?: Place;
  without?: ReadonlySet<string>;
  /** Said before the reason. */
  because?: string;
}

/**
 * Brings leads to people. Whoever decides holds the team's settings, then the route, then the lead, in this order: decisions of a
 * team take turns, so that two leads at once get two people.
 */
@Injectable()
export class Routing {
  constructor(
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly activities: Activities,
    private readonly leads: LeadsService,
    private readonly settings: RoutingSettingsRepository,
    private readonly plans: RoutingPlans,
    private readonly people: RoutingPeopleRepository,
    private readonly routes: RoutesRepository,
    private readonly offers: OffersRepository,
    private readonly speed: SpeedToLead,
  ) {}

  /** The next step of a lead whose route is still at `revision`: its first, or the one that comes when its time is over. */
  async advance(
    tx: SqlTx,
    { leadId, revision }: Pick<AdvanceRoutePayload, 'leadId' | 'revision'>,
  ): Promise<void> {
    await this.settings.hold(tx);
    const route = await this.routes.lock(tx, leadId);
    if ((route?.revision ?? 0) !== revision) return;
    if (route && route.state !== 'offered' && route.state !== 'waiting') return;
    const lead = await this.routes.lockLead(tx, leadId);
    if (!lead) return;
    if (lead.ownerId) {
      await this.leaveAlone(tx, leadId, lead.ownerId, lead.createdAt);
      return;
    }
    const step = { leadId, ownerId: null, arrivedAt: lead.createdAt };
    if (!route) await this.take(tx, step);
    else if (route.state === 'waiting') await this.take(tx, { ...step, from: placeOf(route, route.step) });
    else
      await this.take(tx, {
        ...step,
        from: placeOf(route, route.step + 1),
        because: 'Nobody has taken it in time',
      });
  }

  /** From the first rule on, whoever has the lead. @throws DomainError not_found/lead_not_found */
  async anew(tx: SqlTx, leadId: string): Promise<void> {
    await this.settings.hold(tx);
    await this.routes.lock(tx, leadId);
    const lead = await this.routes.lockLead(tx, leadId);
    // Seen a moment ago, and gone by now.
    if (!lead) return;
    const now = await this.settings.now(tx);
    await this.take(tx, { leadId, ownerId: lead.ownerId, arrivedAt: now, because: 'Asked for' });
  }

  /**
   * On to the fallbacks, because its owner was not in contact with it. With nobody else to have it, it stays where it is; the caller
   * holds the settings and the route.
   */
  async passOn(tx: SqlTx, route: Route, arrivedAt: Date): Promise<void> {
    const { leadId } = route;
    const lead = await this.routes.lockLead(tx, leadId);
    if (!lead?.ownerId || lead.ownerId !== route.userId) return;
    const from = placeOf(route, route.step + 1);
    const without = new Set([lead.ownerId]);
    const because = 'There was no contact in time';
    await this.take(tx, { leadId, ownerId: lead.ownerId, arrivedAt, from, without, because });
  }

  private async take(tx: SqlTx, step: Step): Promise<void> {
    const now = await this.settings.now(tx);
    const { leadId: lead, from, without } = step;
    const plan = await this.plans.make(tx, { lead, now, from, without });
    const { outcome } = plan;
    if (step.ownerId && outcome.kind === 'pool' && !outcome.meant) {
      await this.record(tx, step, { ...outcome, kind: 'kept' }, step.ownerId);
      return;
    }
    switch (outcome.kind) {
      case 'assign':
        return this.assign(tx, step, plan, outcome, now);
      case 'offer':
        return this.offer(tx, step, plan, outcome, now);
      case 'wait':
        return this.rest(tx, step, plan, outcome, 'waiting', now);
      case 'pool':
        return this.rest(tx, step, plan, outcome, 'pool', now);
    }
  }

  private async assign(
    tx: SqlTx,
    step: Step,
    plan: Plan,
    outcome: Extract<Outcome, { kind: 'assign' }>,
    now: Date,
  ): Promise<void> {
    const { leadId } = step;
    const { userId, place } = outcome;
    await this.routes.put(tx, { leadId, state: 'assigned', ...place, userId, expiresAt: null });
    await this.own(tx, step, userId, outcome.reason);
    await this.people.served(tx, userId);
    await this.record(tx, step, { ...outcome, kind: 'assigned' }, userId);
    await this.time(tx, step, plan, place, userId, now);
    await this.tell(tx, leadId, 'assigned', place, userId);
  }

  private async offer(
    tx: SqlTx,
    step: Step,
    plan: Plan,
    outcome: Extract<Outcome, { kind: 'offer' }>,
    now: Date,
  ): Promise<void> {
    const { leadId } = step;
    const { userIds, place, minutes } = outcome;
    const expiresAt = new Date(now.getTime() + minutes * 60_000);
    const { revision } = await this.routes.put(tx, {
      leadId,
      state: 'offered',
      ...place,
      userId: null,
      expiresAt,
    });
    const offerIds = await this.offers.insert(tx, { leadId, revision, expiresAt }, userIds);
    await this.own(tx, step, null, outcome.reason);
    await this.record(tx, step, { ...outcome, kind: 'offered' }, null);
    const title = `Offered to ${userIds.length === 1 ? 'one person' : `${userIds.length} people`}`;
    await this.activities.record(tx, [
      { type: 'lead.offered', title, leadId, userId: null, description: outcome.reason.slice(0, noteLength) },
    ]);
    await this.wake(tx, leadId, revision, expiresAt);
    await this.time(tx, step, plan, place, null, now);
    await this.tell(tx, leadId, 'offered', place);
    await this.events.publish(tx, leadOffered, { leadId, revision, offerIds });
  }

  private async rest(
    tx: SqlTx,
    step: Step,
    plan: Plan,
    outcome: Extract<Outcome, { kind: 'wait' | 'pool' }>,
    state: 'waiting' | 'pool',
    now: Date,
  ): Promise<void> {
    const { leadId } = step;
    const expiresAt = outcome.kind === 'wait' ? outcome.until : null;
    const place = outcome.place ?? { ruleId: null, position: null, step: 0 };
    const { revision } = await this.routes.put(tx, { leadId, state, ...place, userId: null, expiresAt });
    await this.own(tx, step, null, outcome.reason);
    await this.record(tx, step, { ...outcome, kind: state }, null);
    if (expiresAt) await this.wake(tx, leadId, revision, expiresAt);
    await this.time(tx, step, plan, outcome.place, null, now);
    await this.tell(tx, leadId, state, outcome.place);
  }

  /** By the door of the leads slice: activities, events, triggers and what members see follow from there. */
  private async own(
    tx: SqlTx,
    { leadId, ownerId }: Step,
    userId: string | null,
    reason: string,
  ): Promise<void> {
    if (ownerId === userId) return;
    await this.leads.updateIn(
      tx,
      leadId,
      () => ({ assignedToId: userId }),
      automatically,
      reason.slice(0, noteLength),
    );
  }

  private async record(
    tx: SqlTx,
    { leadId, because }: Step,
    { kind, place, reason, looks }: Omit<Outcome, 'kind'> & { kind: string; place: Place | null },
    userId: string | null,
  ): Promise<void> {
    const said = because ? `${because}. ${reason}` : reason;
    const ruleId = place?.ruleId ?? null;
    await this.routes.log(tx, [{ leadId, kind, ruleId, userId, reason: said, detail: { looks } }]);
  }

  /** What was promised by the rule, else by the team; on the clock of whoever has the lead, else the team's. */
  private async time(
    tx: SqlTx,
    { leadId, arrivedAt }: Step,
    { rules, people, settings }: Plan,
    place: Place | null,
    userId: string | null,
    now: Date,
  ): Promise<void> {
    const rule = rules.find(({ id }) => id === place?.ruleId);
    const minutes = rule?.slaMinutes ?? settings.slaMinutes;
    const ofTeam = settings.hours && { spans: settings.hours, zone: settings.zone };
    const own = people.find((person) => person.userId === userId);
    const hours = rule?.hours === 'ignore' ? null : own ? own.hours : ofTeam;
    await this.speed.start(tx, { leadId, arrivedAt, userId, ruleId: rule?.id ?? null, minutes, hours, now });
  }

  private async wake(tx: SqlTx, leadId: string, revision: number, dueAt: Date): Promise<void> {
    const payload = { teamId: teamOf(tx), leadId, revision };
    await this.jobs.enqueue(tx, routingJobs.advance, payload, {
      dueAt,
      dedupeKey: `route:${leadId}:${revision}`,
    });
  }

  private async tell(
    tx: SqlTx,
    leadId: string,
    outcome: 'assigned' | 'offered' | 'waiting' | 'pool',
    place: Place | null,
    toUserId?: string,
  ): Promise<void> {
    const rule = place ? { ruleId: place.ruleId } : {};
    await this.events.publish(tx, leadRouted, {
      leadId,
      outcome,
      ...rule,
      ...(toUserId ? { toUserId } : {}),
    });
  }

  /** It came with an owner, or was given one by hand meanwhile: the clock runs, and the rules are not asked. */
  private async leaveAlone(tx: SqlTx, leadId: string, userId: string, arrivedAt: Date): Promise<void> {
    const place = { ruleId: null, position: null, step: 0 };
    await this.routes.put(tx, { leadId, state: 'by_hand', ...place, userId, expiresAt: null });
    const reason = 'It had an owner already.';
    await this.routes.log(tx, [{ leadId, kind: 'left_alone', ruleId: null, userId, reason }]);
    const settings = await this.settings.read(tx);
    const [own] = await this.people.candidates(tx, { userIds: [userId], roles: [] }, settings);
    const { slaMinutes: minutes } = settings;
    const now = await this.settings.now(tx);
    await this.speed.start(tx, {
      leadId,
      arrivedAt,
      userId,
      ruleId: null,
      minutes,
      hours: own?.hours ?? null,
      now,
    });
  }
}

/** A rule that was met stays its rule: what comes behind it is found by its position when it is gone. */
const placeOf = ({ ruleId, position, step: _step }: Route, step: number): Place | undefined =>
  ruleId && position !== null ? { ruleId, position, step } : undefined;
