import { Injectable } from '@nestjs/common';
import { activityLogged } from '@domain/activities';
import { appointmentEvents } from '@domain/appointments';
import { threadChanged } from '@domain/inbox';
import { leadAssigned, leadCreated, leadDeleted, type LeadCreated } from '@domain/leads';
import { teamOf, type SqlTx } from '@platform/database';
import { Events, type StoredEvent } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { SlaTimers } from '../response/sla-timers.service';
import { SpeedToLead } from '../response/speed-to-lead.service';
import { routingJobs } from '../routing.jobs';
import { RoutesRepository } from './routes.repository';

/** What routing hears of. */
export const heardEvents = [
  ...[leadCreated, leadAssigned, leadDeleted, threadChanged, activityLogged],
  appointmentEvents.created,
];

const leadOf = ({ payload }: StoredEvent): string[] => {
  const { leadId } = payload as { leadId?: string };
  return leadId ? [leadId] : [];
};

/** What events by the hundred mean to routing: a few statements, whatever their number. */
@Injectable()
export class RoutingIntake {
  constructor(
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly settings: RoutingSettingsRepository,
    private readonly routes: RoutesRepository,
    private readonly timers: SlaTimers,
    private readonly speed: SpeedToLead,
  ) {}

  /** Safe to repeat: each step asks how things are now. */
  async take(tx: SqlTx, eventIds: string[]): Promise<void> {
    const byName = Map.groupBy(await this.events.read(tx, eventIds), ({ name }) => name);
    const of = (event: { name: string }): StoredEvent[] => byName.get(event.name) ?? [];
    await this.arrivals(tx, of(leadCreated));
    await this.givenByHand(tx, [...new Set(of(leadAssigned).flatMap(leadOf))]);
    const sent = of(threadChanged)
      .filter(({ payload }) => (payload as { what: string }).what === 'sent')
      .flatMap(leadOf);
    const others = [...of(activityLogged), ...of(appointmentEvents.created)].flatMap(leadOf);
    if (sent.length + others.length > 0) await this.speed.look(tx, [...new Set([...sent, ...others])], sent);
    const gone = of(leadDeleted).flatMap(leadOf);
    if (gone.length > 0) await this.routes.forget(tx, gone);
  }

  private async arrivals(tx: SqlTx, created: StoredEvent[]): Promise<void> {
    if (created.length === 0 || !(await this.settings.isUsed(tx))) return;
    const { routeImports } = await this.settings.read(tx);
    const wanted = created.filter(({ payload }) => routeImports || (payload as LeadCreated).quiet !== true);
    const teamId = teamOf(tx);
    await this.jobs.enqueueMany(
      tx,
      routingJobs.advance,
      wanted.map(({ payload, causeId, depth, originId }) => {
        const { leadId } = payload as LeadCreated;
        const cause = { causeId, depth, ...(originId ? { originId } : {}) };
        return { payload: { teamId, leadId, revision: 0 }, dedupeKey: `route:${leadId}:0`, cause };
      }),
    );
  }

  /** Their offers and timers end, and whoever has them has the time for a first contact. */
  private async givenByHand(tx: SqlTx, leadIds: string[]): Promise<void> {
    if (leadIds.length === 0) return;
    const given = await this.routes.endByHand(tx, leadIds);
    for (const { leadId, userId } of given) {
      await this.routes.log(tx, [
        { leadId, kind: 'by_hand', ruleId: null, userId, reason: 'Given to somebody outside the rules.' },
      ]);
      await this.timers.restart(tx, leadId, userId);
    }
  }
}
