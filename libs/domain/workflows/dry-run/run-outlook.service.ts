import { Injectable } from '@nestjs/common';
import { SendBook, type SendOutlook } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import type { Facts } from '@domain/conditions';
import type { Definition } from '../definition/definition.types';
import { LeadFacts } from '../engine/lead-facts.service';
import { VersionsRepository, type Version } from '../engine/versions.repository';
import { DryRunRepository } from './dry-run.repository';
import { factsNeeded } from './facts-needed';
import { RunOutlookRepository, type LiveRun } from './run-outlook.repository';
import { simulate } from './simulate';
import type { Member, SimulatedRun, SimulationInput } from './simulation.types';

/** A live run, and where it goes if nothing happens but time. */
export interface ForeseenRun {
  id: string;
  workflowId: string;
  workflowName: string;
  versionNumber: number;
  nodeId: string;
  /** When it goes on by itself. */
  dueAt: Date;
  /** The kind of event it waits for. */
  waitsFor: string | null;
  /** Events that would end it. */
  exits: readonly string[];
  future: SimulatedRun;
}

interface Circumstances {
  outlook: SendOutlook;
  now: Date;
  until: Date;
  limit: number;
}

/** Where the runs of a lead go from here, by the same pure steps as a dry run. */
@Injectable()
export class RunOutlook {
  constructor(
    private readonly runs: RunOutlookRepository,
    private readonly reading: DryRunRepository,
    private readonly versions: VersionsRepository,
    private readonly leadFacts: LeadFacts,
  ) {}

  /** Up to `until` (UTC), at most `limit` runs; nothing is written. Four statements, however many runs. */
  async ofLead(tx: SqlTx, leadId: string, about: Circumstances): Promise<ForeseenRun[]> {
    const live = await this.runs.live(tx, leadId, about.limit);
    if (live.length === 0) return [];
    const versions = await this.versions.many(
      tx,
      live.flatMap(({ versionId, moveTo }) => (moveTo ? [versionId, moveTo] : [versionId])),
    );
    const needed = [...versions.values()].flatMap(({ definition }) => factsNeeded(definition));
    const facts = (await this.leadFacts.load(tx, [leadId], [...new Set(needed)])).get(leadId);
    if (!facts) return [];
    const members = await this.reading.members(tx);
    return live.map((run) => {
      const version = versions.get(run.versionId)!;
      const next = run.moveTo ? versions.get(run.moveTo) : undefined;
      return foresee({ run, version, next, leadId, facts, members, about });
    });
  }
}

function foresee(known: {
  run: LiveRun;
  version: Version;
  next: Version | undefined;
  leadId: string;
  facts: Facts;
  members: Member[];
  about: Circumstances;
}): ForeseenRun {
  const { run, version, next, leadId, facts, members, about } = known;
  const { definition } = version;
  const book = new SendBook(about.outlook);
  const future = simulate({
    definition,
    leadId,
    // What decides the arms of its splits in life.
    seed: run.id,
    startAt: about.now,
    until: about.until,
    facts: { ...(run.context as Facts), ...facts },
    events: [],
    members,
    place: placeOf(run, definition, about.now),
    moveTo: next ?? null,
    forecast: (planned) => book.forecast(planned),
  });
  const { id, workflowId, workflowName, nodeId, dueAt, waitEvent: waitsFor } = run;
  const shown = { id, workflowId, workflowName, nodeId, dueAt, waitsFor };
  return { ...shown, versionNumber: version.number, exits: definition.exit, future };
}

/** Before its next step, or in the middle of a wait. */
function placeOf(run: LiveRun, definition: Definition, now: Date): SimulationInput['place'] {
  const { nodeId, visit, state, hasArrived } = run;
  const node = definition.nodes[nodeId];
  if (state !== 'waiting' || !node) return { nodeId, visit, waiting: null };
  // What it waited for has happened, and its next step is a matter of moments.
  if (hasArrived && 'next' in node) return { nodeId: node.next, visit: visit + 1, waiting: null };
  const waitUntil = run.dueAt > now ? run.dueAt : now;
  const event = node.kind === 'WAIT_FOR_EVENT' ? { event: node.event } : {};
  return { nodeId, visit, waiting: { waitUntil, ...event } };
}
