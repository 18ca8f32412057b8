import { Injectable } from '@nestjs/common';
import { SendOutlooks, type SendOutlook } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import type { Facts } from '@domain/conditions';
import type { Definition } from '../definition/definition.types';
import { LeadFacts } from '../engine/lead-facts.service';
import { EVENT_MEANINGS, factsOfEvent } from '../triggers/event-signals';
import { WorkflowVersionsService } from '../workflow-versions.service';
import { DryRunRepository, type StoredEvent, type Touch } from './dry-run.repository';
import { factsNeeded } from './facts-needed';
import { basisOf } from './replay-basis';
import { replayEvents, type ReplayedLead } from './replay-events';
import { replayFigures } from './replay-figures';
import { ReplayMoments } from './replay-moments.service';
import type { Replay, ReplayRequest } from './replay.types';
import type { LeadEvent } from './simulation.types';

const DAY = 86_400_000;
/** One look takes in as much as this; the answer says when there was more. */
const mostEvents = 20_000;
const mostLeads = 2_000;
const mostHistory = 100_000;

/** "Had this been live over the last days": what would have begun its runs again, on a virtual clock. Nothing is written or sent. */
@Injectable()
export class Replays {
  constructor(
    private readonly database: Database,
    private readonly versions: WorkflowVersionsService,
    private readonly reading: DryRunRepository,
    private readonly moments: ReplayMoments,
    private readonly leadFacts: LeadFacts,
    private readonly outlooks: SendOutlooks,
    private readonly clock: Clock,
  ) {}

  /**
   * Status, owner, tags and engagement of a lead are as they were at each moment; what else is known of it is as of today. `basis` says
   * what the moments were computed from, and what cannot be known. @throws DomainError as `DryRuns.test`
   */
  async replay(scope: TenantScope, id: string, { version, days }: ReplayRequest): Promise<Replay> {
    const to = this.clock.now();
    const from = new Date(to.getTime() - days * DAY);
    return this.database.sql(scope, async (tx) => {
      await this.reading.onlyRead(tx);
      const definition = await this.versions.runnable(tx, id, version);
      const period = { from, to };
      const { trigger } = definition;
      const limits = { moments: mostEvents, leads: mostLeads };
      const found = await this.moments.of(tx, { workflowId: id, trigger }, period, limits);
      const leadIds = [...new Set(found.moments.map(({ leadId }) => leadId))];
      const meant = new Set(leadIds.slice(0, mostLeads));
      const moments = found.moments.filter(({ leadId }) => meant.has(leadId));
      const touches = await this.reading.touches(tx, id, [...meant], from);
      const outlook = withTouches(await this.outlooks.of(tx, [...meant], from), touches);
      const leads = await this.leads(tx, definition, [...meant], { from, to });
      const members = await this.reading.members(tx);
      const { runs, refused } = replayEvents({ definition, moments, leads, members, outlook, to, seed: id });
      return {
        ...{ from, to, truncated: found.truncated || leadIds.length > mostLeads },
        basis: basisOf(trigger, found),
        events: { seen: found.seen, matched: moments.length, refused },
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
