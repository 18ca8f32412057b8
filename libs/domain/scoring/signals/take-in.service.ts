import { Injectable } from '@nestjs/common';
import { Events, type StoredEvent } from '@platform/events';
import type { SqlTx } from '@platform/database';
import type { Cause } from '@platform/jobs';
import type { Mark } from '../rescore/due.repository';
import { DueLeads } from '../rescore/due-leads.service';
import { eventMeanings } from './event-signals';
import { SignalsRepository, type NewSignal } from './signals.repository';

interface LeadEvent extends StoredEvent {
  payload: { leadId?: string | null; at?: string; quiet?: boolean; [property: string]: unknown };
}

/** Turns what happened into evidence: a fixed number of statements for any number of events. */
@Injectable()
export class TakeIn {
  constructor(
    private readonly events: Events,
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
