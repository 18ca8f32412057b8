import { Injectable } from '@nestjs/common';
import { Clock } from '@platform/clock';
import type { SqlTx } from '@platform/database';
import type { Condition, Facts } from '@domain/conditions';
import { evaluate, factsUsed } from '@domain/conditions';
import type { EventTrigger } from '../definition/definition.types';
import { LeadFacts } from '../engine/lead-facts.service';
import { RunWakeUps } from '../engine/run-wake-ups.service';
import { VersionsRepository } from '../engine/versions.repository';
import type { LeadEvent } from './event-matching.service';
import { passesFilters } from './trigger-matching';
import { WaitsRepository, type WaitingRun } from './waits.repository';

/** Wakes runs that wait for something that has happened; matched as triggers are. */
@Injectable()
export class EventWaits {
  constructor(
    private readonly repository: WaitsRepository,
    private readonly versions: VersionsRepository,
    private readonly facts: LeadFacts,
    private readonly wakeUps: RunWakeUps,
    private readonly clock: Clock,
  ) {}

  async resume(tx: SqlTx, events: readonly LeadEvent[]): Promise<void> {
    const relevant = events.filter(({ meaning }) => meaning.trigger);
    if (relevant.length === 0) return;
    const waiting = await this.repository.waiting(
      tx,
      [...new Set(relevant.map(({ leadId }) => leadId))],
      [...new Set(relevant.map(({ meaning }) => meaning.trigger!))],
    );
    if (waiting.length === 0) return;
    await this.versions.many(
      tx,
      waiting.map(({ versionId }) => versionId),
    );
    const arrivals = [];
    for (const run of waiting) {
      const happened = await this.firstFor(tx, run, relevant);
      if (happened)
        arrivals.push({
          run,
          arrival: { eventId: happened.event.id, at: happened.event.createdAt.toISOString() },
        });
    }
    if (arrivals.length > 0) {
      const woken = await this.repository.arrive(tx, arrivals);
      await this.wakeUps.enqueue(
        tx,
        woken.map((run) => ({ ...run, dueAt: null })),
      );
    }
  }

  /** What brought the run in, and what it did itself, is nothing it waits for. */
  private async firstFor(
    tx: SqlTx,
    run: WaitingRun,
    events: readonly LeadEvent[],
  ): Promise<LeadEvent | undefined> {
    const wanted = await this.waitOf(tx, run);
    if (!wanted) return undefined;
    for (const happened of events) {
      const { event, leadId, meaning, facts } = happened;
      if (leadId !== run.leadId || meaning.trigger !== run.waitEvent) continue;
      if (event.id === run.enteredBy || event.originId === run.id || !passesFilters(wanted, facts)) continue;
      if (await this.holds(tx, wanted, leadId, facts)) return happened;
    }
    return undefined;
  }

  private async waitOf(tx: SqlTx, { versionId, nodeId }: WaitingRun): Promise<EventTrigger | undefined> {
    const { definition } = await this.versions.one(tx, versionId);
    const node = definition.nodes[nodeId];
    return node?.kind === 'WAIT_FOR_EVENT' ? node.event : undefined;
  }

  private async holds(tx: SqlTx, wanted: EventTrigger, leadId: string, event: Facts): Promise<boolean> {
    const conditions: Condition[] = wanted.where ? [wanted.where] : [];
    if (wanted.type === 'LEAD_CREATED' && wanted.sources)
      conditions.push({ fact: 'lead.source', op: 'in', value: wanted.sources });
    if (conditions.length === 0) return true;
    const names = conditions.flatMap(factsUsed).filter((name) => !name.startsWith('event.'));
    const lead = names.length > 0 ? (await this.facts.load(tx, [leadId], names)).get(leadId) : {};
    const now = this.clock.now();
    return lead !== undefined && conditions.every((one) => evaluate(one, { ...event, ...lead }, now));
  }
}
