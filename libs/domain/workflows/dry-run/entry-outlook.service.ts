import { Injectable } from '@nestjs/common';
import { SendBook, type SendOutlook } from '@domain/messaging';
import { isValidZone } from '@platform/clock';
import type { SqlTx } from '@platform/database';
import type { Facts } from '@domain/conditions';
import type { Trigger } from '../definition/definition.types';
import { LeadFacts } from '../engine/lead-facts.service';
import { VersionsRepository, type Version } from '../engine/versions.repository';
import { dateMoments, ticksBetween } from '../triggers/clock-moments';
import { DryRunRepository } from './dry-run.repository';
import { EntryOutlookRepository, type LeadAsOfNow, type WatchingWorkflow } from './entry-outlook.repository';
import { entryVerdict } from './entry-verdict';
import { factsNeeded } from './facts-needed';
import { mayEnter } from './reentry';
import type { ForeseenRun } from './run-outlook.service';
import { simulate } from './simulate';
import type { SimulatedRun } from './simulation.types';

/** A run that a clock or a date is going to begin, if the lead is then as it is now. */
export interface ForeseenEntry {
  workflowId: string;
  workflowName: string;
  versionNumber: number;
  at: Date;
  /** Events that would end it. */
  exits: readonly string[];
  future: SimulatedRun;
}

interface Circumstances {
  outlook: SendOutlook;
  now: Date;
  until: Date;
  /** Of workflows, and of entries. */
  limit: number;
  /** The runs the lead is in: while they last, re-entry rules may keep it out. */
  live: readonly ForeseenRun[];
}

interface Moment {
  workflow: WatchingWorkflow;
  version: Version;
  at: Date;
  facts: Facts;
}

const foretold = ['TIME_BASED', 'DATE_FIELD'] as const;

/** Which workflows will take a lead in by the clock or by a date of the lead, and what follows from that. */
@Injectable()
export class EntryOutlook {
  constructor(
    private readonly repository: EntryOutlookRepository,
    private readonly reading: DryRunRepository,
    private readonly versions: VersionsRepository,
    private readonly leadFacts: LeadFacts,
  ) {}

  /**
   * In order of time, within (now, until]. Filters, dates and conditions are looked at as of now; nothing is written. Five statements,
   * however many workflows. `complete` false: there are more than `limit`.
   */
  async ofLead(
    tx: SqlTx,
    leadId: string,
    about: Circumstances,
  ): Promise<{ entries: ForeseenEntry[]; complete: boolean }> {
    const { limit, live } = about;
    const watching = await this.repository.watching(tx, leadId, foretold, limit + 1);
    const versions = await this.versions.many(
      tx,
      watching.map(({ versionId }) => versionId),
    );
    const known = watching.flatMap((workflow) => {
      const version = versions.get(workflow.versionId);
      return version ? [{ workflow, version }] : [];
    });
    if (known.length === 0) return { entries: [], complete: true };
    const triggers = known.map(({ version }) => version.definition.trigger);
    const fields = triggers.flatMap((trigger) => (trigger.type === 'DATE_FIELD' ? [trigger.field] : []));
    const filters = triggers.flatMap((trigger) => (trigger.type === 'TIME_BASED' ? [trigger.filter] : []));
    const lead = await this.repository.lead(tx, leadId, { fields, filters });
    const needed = known.flatMap(({ version }) => factsNeeded(version.definition));
    const facts = (await this.leadFacts.load(tx, [leadId], [...new Set(needed)])).get(leadId);
    if (!lead || !facts) return { entries: [], complete: true };
    const moments = momentsOf(known, lead, about);
    const members = await this.reading.members(tx);
    const entries: ForeseenEntry[] = [];
    const last = new Map(known.map(({ workflow }) => [workflow.id, lastEntry(workflow, live)]));
    for (const { workflow, version, at, facts: brought } of moments) {
      if (entries.length > limit) break;
      const { definition } = version;
      const then = { ...brought, ...facts };
      if (!entryVerdict(definition, then, at).enters) continue;
      if (!mayEnter(definition.reentry, last.get(workflow.id), at)) continue;

      const book = new SendBook(about.outlook);
      const future = simulate({
        ...{ definition, leadId, startAt: at, until: about.until, facts: then, events: [], members },
        seed: `${workflow.id}:${leadId}:${at.getTime()}`,
        forecast: (planned) => book.forecast(planned),
      });
      last.set(workflow.id, future);
      const { id: workflowId, name: workflowName } = workflow;
      const shown = { workflowId, workflowName, versionNumber: version.number, at };
      entries.push({ ...shown, exits: definition.exit, future });
    }
    const complete = watching.length <= limit && entries.length <= limit;
    return { entries: entries.slice(0, limit), complete };
  }
}

/** When it entered last, and when that run will have ended (null: not in the time that is looked at). */
function lastEntry(
  { id, lastEnteredAt }: WatchingWorkflow,
  live: readonly ForeseenRun[],
): { startAt: Date; endAt: Date | null } | undefined {
  if (!lastEnteredAt) return undefined;
  const ends = live.filter(({ workflowId }) => workflowId === id).map(({ future }) => future.endAt);
  if (ends.includes(null)) return { startAt: lastEnteredAt, endAt: null };
  const latest = Math.max(lastEnteredAt.getTime(), ...ends.map((end) => end!.getTime()));
  return { startAt: lastEnteredAt, endAt: new Date(latest) };
}

function momentsOf(
  known: readonly { workflow: WatchingWorkflow; version: Version }[],
  lead: LeadAsOfNow,
  about: Circumstances,
): Moment[] {
  const [dates, meant] = [[...lead.dates], [...lead.meant]];
  return known
    .flatMap((one): Moment[] => {
      const { trigger } = one.version.definition;
      const date = trigger.type === 'DATE_FIELD' ? (dates.shift() ?? null) : null;
      const isMeant = trigger.type === 'TIME_BASED' && meant.shift() === true;
      return momentsOfTrigger(trigger, { date, isMeant, zone: lead.zone }, about).map((moment) => ({
        ...one,
        ...moment,
      }));
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function momentsOfTrigger(
  trigger: Trigger,
  { date, isMeant, zone }: { date: string | null; isMeant: boolean; zone: string },
  { now, until, limit }: Circumstances,
): { at: Date; facts: Facts }[] {
  if (trigger.type === 'TIME_BASED' && isMeant)
    return ticksBetween(trigger, now, until, limit + 1).map((at) => ({ at, facts: {} }));
  if (trigger.type === 'DATE_FIELD' && date !== null && isValidZone(zone))
    return dateMoments(trigger, date, zone, now, until).map(({ at }) => ({
      at,
      facts: { 'event.date': date },
    }));
  return [];
}
