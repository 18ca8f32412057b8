import { Injectable } from '@nestjs/common';
import { SendOutlooks, type SendOutlook } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import type { Facts } from '../conditions/condition.types';
import { EVENT_TRIGGERS, type Definition } from '../definition/definition.types';
import { LeadFactsRepository } from '../engine/lead-facts.repository';
import { EVENT_MEANINGS, factsOfEvent } from '../triggers/event-signals';
import { passesFilters } from '../triggers/trigger-matching';
import { WorkflowVersionsService } from '../workflow-versions.service';
import { workflowNotReplayable } from '../workflows.errors';
import { DryRunRepository, type StoredEvent, type Touch } from './dry-run.repository';
import { factsNeeded } from './facts-needed';
import { replayEvents, type ReplayedLead } from './replay-events';
import { replayFigures } from './replay-figures';
import type { Replay, ReplayRequest } from './replay.types';
import type { LeadEvent } from './simulation.types';

const DAY = 86_400_000;
/** One look takes in as much as this; the answer says when there was more. */
const mostEvents = 20_000;
const mostLeads = 2_000;
const mostHistory = 100_000;

/** "Had this been live over the last days": the stored events again, on a virtual clock. Nothing is written or sent. */
@Injectable()
export class Replays {
  constructor(
    private readonly database: Database,
    private readonly versions: WorkflowVersionsService,
    private readonly reading: DryRunRepository,
    private readonly leadFacts: LeadFactsRepository,
    private readonly outlooks: SendOutlooks,
    private readonly clock: Clock,
  ) {}

  /**
   * Status, owner, tags and engagement of a lead are as they were at each event; what else is known of it is as of today.
   * @throws DomainError conflict/workflow_not_replayable for triggers that are no event of a lead; as `DryRuns.test`
   */
  async replay(scope: TenantScope, id: string, { version, days }: ReplayRequest): Promise<Replay> {
    const to = this.clock.now();
    const from = new Date(to.getTime() - days * DAY);
    return this.database.sql(scope, async (tx) => {
      await this.reading.onlyRead(tx);
      const definition = await this.versions.runnable(tx, id, version);
      const names = eventNames(definition);
      const seen = await this.reading.events(tx, { names, from, to }, mostEvents + 1);
      const matched = seen
        .slice(0, mostEvents)
        .filter(({ name, payload }) => passesFilters(definition.trigger, factsOfEvent(name, payload)));
      const leadIds = [...new Set(matched.map(({ leadId }) => leadId))];
      const meant = new Set(leadIds.slice(0, mostLeads));
      const events = matched.filter(({ leadId }) => meant.has(leadId));
      const touches = await this.reading.touches(tx, id, [...meant], from);
      const outlook = withTouches(await this.outlooks.of(tx, [...meant], from), touches);
      const leads = await this.leads(tx, definition, [...meant], { from, to });
      const members = await this.reading.members(tx);
      const { runs, refused } = replayEvents({ definition, events, leads, members, outlook, to, seed: id });
      return {
        ...{ from, to, truncated: seen.length > mostEvents || leadIds.length > mostLeads },
        events: { seen: Math.min(seen.length, mostEvents), matched: events.length, refused },
        ...replayFigures(runs, touches, to),
      };
    });
  }

  private async leads(
    tx: SqlTx,
    definition: Definition,
    leadIds: readonly string[],
    { from, to }: { from: Date; to: Date },
  ): Promise<Map<string, ReplayedLead>> {
    const facts: ReadonlyMap<string, Facts> = await this.leadFacts.load(tx, leadIds, factsNeeded(definition));
    const names = Object.keys(EVENT_MEANINGS);
    const stored = await this.reading.events(tx, { names, from, to, leadIds }, mostHistory);
    const history = Map.groupBy(stored, ({ leadId }) => leadId);
    return new Map(
      [...facts].map(([leadId, today]) => [
        leadId,
        { today, history: (history.get(leadId) ?? []).map((event) => leadEvent(event)) },
      ]),
    );
  }
}

/** @throws DomainError conflict/workflow_not_replayable */
function eventNames({ trigger: { type } }: Definition): string[] {
  if (!(EVENT_TRIGGERS as readonly string[]).includes(type)) throw workflowNotReplayable(type);
  return Object.keys(EVENT_MEANINGS).filter((name) => EVENT_MEANINGS[name]!.trigger === type);
}

function leadEvent({ name, at, payload }: StoredEvent): LeadEvent {
  const { trigger, exit } = EVENT_MEANINGS[name]!;
  const isOfLead = trigger !== undefined && trigger !== 'CAMPAIGN_COMPLETED';
  return {
    at,
    trigger: isOfLead ? trigger : null,
    exit: exit?.(payload) ?? null,
    facts: factsOfEvent(name, payload),
  };
}

/** Caps count what was really sent, but for what this workflow sent itself. */
function withTouches(outlook: SendOutlook, touches: readonly Touch[]): SendOutlook {
  const sent = Map.groupBy(touches, ({ leadId, channel }) => `${leadId}:${channel}`);
  const sentAt = (leadId: string, channel: 'EMAIL' | 'SMS') =>
    (sent.get(`${leadId}:${channel}`) ?? [])
      .filter(({ purpose }) => purpose === 'marketing')
      .map(({ at }) => at);
  const leads = [...outlook.leads].map(
    ([leadId, { EMAIL, SMS }]) =>
      [
        leadId,
        {
          EMAIL: { ...EMAIL, sentAt: sentAt(leadId, 'EMAIL') },
          SMS: { ...SMS, sentAt: sentAt(leadId, 'SMS') },
        },
      ] as const,
  );
  return { ...outlook, leads: new Map(leads) };
}
