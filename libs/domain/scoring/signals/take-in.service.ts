import { Injectable } from '@nestjs/common';
import { Events, type StoredEvent } from '@platform/events';
import { type SqlTx, teamOf } from '@platform/database';
import { type Cause, Jobs } from '@platform/jobs';
import type { Mark } from '../rescore/due.repository';
import { DueLeads } from '../rescore/due-leads.service';
import { scoringJobs } from '../scoring.jobs';
import { eventMeanings } from './event-signals';
import { SignalsRepository, type NewSignal } from './signals.repository';

interface LeadEvent extends StoredEvent {
  payload: { leadId?: string | null; at?: string; quiet?: boolean; [property: string]: unknown };
}

/** Halvings after which a batch of a thousand is single events, and some more. */
const mostRounds = 12;

/** Turns what happened into evidence: a fixed number of statements for any number of events. */
@Injectable()
export class TakeIn {
  constructor(
    private readonly events: Events,
    private readonly jobs: Jobs,
    private readonly due: DueLeads,
    private readonly signals: SignalsRepository,
  ) {}

  /** Taking the same events in again changes nothing but that the leads are looked at once more. */
  async take(tx: SqlTx, eventIds: readonly string[]): Promise<void> {
    const events = ((await this.events.read(tx, [...eventIds])) as LeadEvent[]).filter(
      ({ payload }) => payload.leadId,
    );
    const gone = events.filter(({ name }) => name === 'lead.deleted').map(({ payload }) => payload.leadId!);
    if (gone.length > 0) await this.signals.forget(tx, gone);
    const meant = events.filter(({ name }) => Object.hasOwn(eventMeanings, name));
    await this.signals.insert(tx, meant.flatMap(signalOf));
    await this.due.mark(tx, meant.map(markOf));
  }

  /** Puts events back whose job was quarantined: in halves, so that one that is to blame ends alone. */
  async tellAgain(tx: SqlTx, eventIds: readonly string[], round: number): Promise<void> {
    if (round > mostRounds) return;
    const half = Math.ceil(eventIds.length / 2);
    const halves = [eventIds.slice(0, half), eventIds.slice(half)].filter(({ length }) => length > 0);
    const teamId = teamOf(tx);
    await this.jobs.enqueueMany(
      tx,
      scoringJobs.takeIn,
      halves.map((ids) => ({
        payload: { teamId, eventIds: [...ids], round },
        dedupeKey: `events:${ids[0]}:${round}`,
      })),
    );
  }
}

function signalOf({ id, name, payload, createdAt }: LeadEvent): NewSignal[] {
  const { signal: type, unless } = eventMeanings[name]!;
  if (!type || (unless && payload[unless] === true)) return [];
  const occurredAt = payload.at ? new Date(payload.at) : createdAt;
  return [{ leadId: payload.leadId!, type, sourceKey: `event:${id}`, occurredAt }];
}

function markOf(event: LeadEvent): Mark {
  const { id: _id, teamId: _team, name: _name, payload, createdAt: _at, ...chain } = event;
  // An event that nothing caused begins a chain, and so does whatever its score sets off.
  return {
    leadId: payload.leadId!,
    chain: chain.depth > 0 ? (chain satisfies Cause) : null,
    quiet: payload.quiet ?? false,
  };
}
