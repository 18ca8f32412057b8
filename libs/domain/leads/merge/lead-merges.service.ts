import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { Events } from '@platform/events';
import type { ConsentChannel } from '../consent/consent.repository';
import { fact, LeadRecorder } from '../lead-recorder.service';
import { leadMerged, leadMergeUndone } from '../leads.events';
import { LeadsRepository, type StoredLead } from '../leads.repository';
import { LeadMergesRepository, type LeadMerge } from './lead-merges.repository';
import { mergeExpired, mergeNotFound, mergeUndone, survivorGone } from './merge.errors';
import { mergeLeads, type MergeChoices, type MergedConsent, type MergedField } from './merged-fields';

/** The address of a channel that stays, and the one that is known from now on but not written to. */
export interface GivenAddress {
  channel: ConsentChannel;
  /** Null: none, by choice. */
  kept: string | null;
  given: string;
}

export interface JoinedLeads {
  mergeId: string;
  fields: MergedField[];
  consents: MergedConsent[];
  addresses: GivenAddress[];
}

interface Pair {
  from: string;
  to: string;
}

/** The rows of leads that become one. What hangs on them is moved by whoever calls, in the same transaction. */
@Injectable()
export class LeadMerges {
  constructor(
    private readonly activities: Activities,
    private readonly events: Events,
    private readonly recorder: LeadRecorder,
    private readonly leads: LeadsRepository,
    private readonly repository: LeadMergesRepository,
  ) {}

  /**
   * Both are there, seen by the caller and two; other merges of the team wait until this one is over.
   * @throws DomainError not_found/lead_not_found (with `mergedInto` for one that is gone), invalid (from)
   */
  async open(tx: SqlTx, { from, to }: Pair): Promise<void> {
    if (from === to) throw invalidField('from', 'same_lead', 'A lead is not merged with itself.');
    await this.repository.takeTurns(tx);
    for (const id of [to, from]) if (!(await this.leads.exists(tx, id))) throw await this.missing(tx, id);
  }

  /** Locks both in the order of their ids; from then on nothing new can hang on them by a foreign key. */
  async lock(tx: SqlTx, { from, to }: Pair): Promise<void> {
    const locked = await this.leads.lock(tx, [from, to]);
    if (locked.length < 2) throw notFound('lead');
  }

  /** Makes the one row of the two. Both are locked, and nothing is the other's any more. */
  async join(tx: SqlTx, pair: Pair, choices: MergeChoices, by: Author): Promise<JoinedLeads> {
    const locked = new Map((await this.leads.lock(tx, [pair.from, pair.to])).map((lead) => [lead.id, lead]));
    const [survivor, merged] = [locked.get(pair.to), locked.get(pair.from)];
    if (!survivor || !merged) throw notFound('lead');
    const { change, fields, consents } = mergeLeads(survivor, merged, choices);
    const mergeId = await this.repository.begin(tx, pair, by.userId);
    await this.leads.update(tx, [survivor.id], change);
    await this.recorder.changed(tx, [{ before: survivor, change }], by, `Merged with ${merged.name}`);
    const addresses = givenAddresses(survivor, merged, { ...survivor, ...change });
    for (const { channel, given } of addresses)
      await this.repository.keepAddress(tx, { id: mergeId, leadId: survivor.id }, channel, given);
    await this.repository.finish(tx, mergeId);
    await this.activities.record(tx, [
      {
        ...{ type: 'lead.merged', title: `Merged with ${merged.name}`, leadId: survivor.id },
        ...{ subjectId: mergeId, userId: by.userId, changes: { mergedLeadId: merged.id } },
      },
      {
        ...{ type: 'lead.merged_away', title: `Merged into ${survivor.name}`, leadId: merged.id },
        ...{ subjectId: mergeId, userId: by.userId, changes: { survivorId: survivor.id } },
      },
    ]);
    await this.events.publish(tx, leadMerged, { ...fact(survivor.id, by), mergedId: merged.id, mergeId });
    return { mergeId, fields, consents, addresses };
  }

  /** @throws DomainError not_found/lead_merge_not_found */
  async get(tx: SqlTx, id: string): Promise<LeadMerge> {
    const merge = await this.repository.find(tx, id);
    if (!merge) throw mergeNotFound();
    return merge;
  }

  /** Merges into a lead, the latest first; rows after the id `before`. */
  async of(tx: SqlTx, leadId: string, before: string | undefined, limit: number): Promise<LeadMerge[]> {
    if (!(await this.leads.exists(tx, leadId))) throw await this.missing(tx, leadId);
    return this.repository.ofSurvivor(tx, leadId, before, limit);
  }

  /**
   * A merge that can be undone now, locked.
   * @throws DomainError not_found/lead_merge_not_found, conflict/merge_undone, merge_expired, merge_survivor_gone
   */
  async openUndo(tx: SqlTx, id: string): Promise<LeadMerge> {
    await this.repository.takeTurns(tx);
    const merge = await this.repository.find(tx, id, { lock: true });
    if (!merge) throw mergeNotFound();
    if (merge.undoneAt) throw mergeUndone();
    if (!merge.undoable) throw mergeExpired();
    if (!(await this.leads.exists(tx, merge.survivorId))) throw survivorGone();
    return merge;
  }

  /** Makes two rows of the one again. @throws DomainError conflict/merge_address_taken */
  async part(tx: SqlTx, { id, survivorId, mergedId }: LeadMerge, by: Author): Promise<void> {
    await this.leads.lock(tx, [survivorId]);
    await this.repository.dropAddresses(tx, id);
    await this.repository.takeApart(tx, id, by.userId);
    const entry = { type: 'lead.merge_undone', title: 'Merge undone', subjectId: id, userId: by.userId };
    await this.activities.record(tx, [
      { ...entry, leadId: survivorId },
      { ...entry, leadId: mergedId },
    ]);
    await this.events.publish(tx, leadMergeUndone, { ...fact(survivorId, by), mergedId, mergeId: id });
  }

  /** Forgets what merges of more than 30 days ago would need to be undone; up to `limit`. Across teams. */
  async forget(tx: SqlTx, limit: number): Promise<number> {
    return this.repository.forget(tx, limit);
  }

  /** 404, with where the lead went when it was merged into one that the caller sees. */
  async missing(tx: SqlTx, id: string) {
    const mergedInto = await this.repository.survivorOf(tx, id);
    const error = notFound('lead');
    if (mergedInto) error.extra.mergedInto = mergedInto;
    return error;
  }
}

function givenAddresses(survivor: StoredLead, merged: StoredLead, after: StoredLead): GivenAddress[] {
  const channels = [
    ['EMAIL', 'email'],
    ['SMS', 'phone'],
  ] as const;
  return channels.flatMap(([channel, field]) =>
    [survivor[field], merged[field]].flatMap((given) => {
      const kept = after[field];
      return given !== null && given !== kept ? [{ channel, kept, given }] : [];
    }),
  );
}
