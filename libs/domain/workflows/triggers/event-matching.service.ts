import { Injectable } from '@nestjs/common';
import { type SqlTx, teamOf } from '@platform/database';
import { Events, type StoredEvent } from '@platform/events';
import { Jobs } from '@platform/jobs';
import type { Facts } from '@domain/conditions';
import type { EventTrigger } from '../definition/definition.types';
import { EntryChecks, type CheckedEntrant } from '../engine/entry-checks.service';
import { RunEntries } from '../engine/run-entries.service';
import { RunExits } from '../engine/run-exits.service';
import { VersionsRepository } from '../engine/versions.repository';
import { workflowJobs } from '../workflows.jobs';
import { Enrolments } from './enrolments.service';
import { EventWaits } from './event-waits.service';
import { EVENT_MEANINGS, factsOfEvent, type EventMeaning } from './event-signals';
import { passesFilters } from './trigger-matching';

/** Halvings of a full batch until each event is alone, and a few tries more. */
const mostRounds = 12;

/** An event of a lead, as workflows understand it. */
export interface LeadEvent {
  event: StoredEvent;
  leadId: string;
  meaning: EventMeaning;
  facts: Facts;
}

/** What a batch of events starts, resumes and ends: a handful of statements for any number of events and workflows. */
@Injectable()
export class EventMatching {
  constructor(
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly exits: RunExits,
    private readonly waits: EventWaits,
    private readonly versions: VersionsRepository,
    private readonly checks: EntryChecks,
    private readonly entries: RunEntries,
    private readonly enrolments: Enrolments,
  ) {}

  /** Safe to repeat for an event: it ends, resumes and starts the same once. */
  async match(tx: SqlTx, eventIds: readonly string[]): Promise<void> {
    const events = await this.events.read(tx, [...eventIds]);
    const ofLeads = events.flatMap(leadEvent);
    await this.exits.signal(
      tx,
      ofLeads.flatMap(({ event, leadId, meaning }) => {
        const rule = meaning.exit?.(event.payload as Record<string, unknown>);
        return rule ? [{ leadId, rule, originId: event.originId, eventId: event.id }] : [];
      }),
    );
    await this.waits.resume(tx, ofLeads);
    await this.start(tx, ofLeads);
    for (const event of events) {
      if (EVENT_MEANINGS[event.name]?.trigger === 'CAMPAIGN_COMPLETED')
        await this.enrolments.ofCampaign(tx, event);
    }
  }

  /** Puts events back whose job was quarantined: in halves, so that one that is to blame ends alone. */
  async tellAgain(tx: SqlTx, eventIds: readonly string[], round: number): Promise<void> {
    if (round > mostRounds) return;
    const half = Math.ceil(eventIds.length / 2);
    const halves = [eventIds.slice(0, half), eventIds.slice(half)].filter(({ length }) => length > 0);
    const teamId = teamOf(tx);
    await this.jobs.enqueueMany(
      tx,
      workflowJobs.matchEvents,
      halves.map((ids) => ({
        payload: { teamId, eventIds: [...ids], round },
        dedupeKey: `events:${ids[0]}:${round}`,
      })),
    );
  }

  private async start(tx: SqlTx, events: readonly LeadEvent[]): Promise<void> {
    const types = new Set(events.flatMap(({ meaning }) => (meaning.trigger ? [meaning.trigger] : [])));
    if (types.size === 0) return;
    const active = Map.groupBy(
      await this.versions.active(tx, [...types]),
      ({ definition }) => definition.trigger.type,
    );
    if (active.size === 0) return;
    const chains = await this.entries.chainsOf(
      tx,
      events.map(({ event }) => event.originId),
    );
    const wanting = events.flatMap(({ event, leadId, meaning, facts }) =>
      (active.get(meaning.trigger!) ?? [])
        .filter(({ definition }) => passesFilters(definition.trigger, facts))
        .map((version): CheckedEntrant => {
          const { id: enteredBy, causeId, depth, originId } = event;
          const chain = (originId && chains.get(originId)) || [];
          const via = meaning.trigger as EventTrigger['type'];
          const entrant = {
            version,
            leadId,
            enteredBy,
            via,
            causeId,
            depth: depth + 1,
            chain,
            context: facts,
          };
          return { entrant, byTrigger: true };
        }),
    );
    await this.entries.admit(tx, await this.checks.passing(tx, wanting));
  }
}

function leadEvent(event: StoredEvent): LeadEvent[] {
  const meaning = EVENT_MEANINGS[event.name];
  const payload = event.payload as Record<string, unknown>;
  if (!meaning || typeof payload.leadId !== 'string') return [];
  return [{ event, leadId: payload.leadId, meaning, facts: factsOfEvent(event.name, payload) }];
}
