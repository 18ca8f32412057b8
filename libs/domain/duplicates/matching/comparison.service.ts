import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { matchKeys } from './match-keys';
import { LEAST_SCORE, matchOf, type Candidate } from './match-score';
import { ComparisonRepository, type ComparedLead, type LeadPlace } from './comparison.repository';

/** Fields that say who somebody is. */
const telling: ReadonlySet<string> = new Set([
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'city',
  'state',
  'company',
]);

interface LeadEvent {
  payload: { leadId?: string; mergedId?: string; fields?: string[] };
}

/**
 * Finds the like of leads, in two commits: first their keys, then who shares one. Of two leads that are compared at the same time, the
 * one that looks later sees the other's keys.
 */
@Injectable()
export class Comparison {
  constructor(
    private readonly events: Events,
    private readonly repository: ComparisonRepository,
  ) {}

  /** Leads that these events say something about that tells who they are. */
  async meant(tx: SqlTx, eventIds: readonly string[]): Promise<string[]> {
    const events = (await this.events.read(tx, [...eventIds])) as unknown as LeadEvent[];
    const ids = events
      .filter(({ payload: { fields } }) => !fields || fields.some((field) => telling.has(field)))
      .flatMap(({ payload: { leadId, mergedId } }) => [leadId, mergedId])
      .filter((id) => id !== undefined);
    return [...new Set(ids)];
  }

  /** The next leads of the team behind `after`, in the order in which they came. */
  async next(tx: SqlTx, after: LeadPlace | null, limit: number): Promise<LeadPlace[]> {
    return this.repository.next(tx, after, limit);
  }

  /** First. Leads that are gone are forgotten. Safe to repeat. */
  async writeKeys(tx: SqlTx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const leads = await this.repository.read(tx, ids);
    if (leads.length < ids.length) await this.repository.forget(tx, ids);
    await this.repository.writeKeys(tx, ids, keysOf(leads));
  }

  /** Second, in a later transaction. Safe to repeat. */
  async findPairs(tx: SqlTx, ids: readonly string[]): Promise<void> {
    const leads = ids.length === 0 ? [] : await this.repository.read(tx, ids);
    if (leads.length === 0) return;
    const known = new Map(leads.map((lead) => [lead.id, candidateOf(lead)]));
    const sharing = await this.repository.sharing(tx, keysOf(leads));
    const others = sharing.flatMap(({ a, b }) => [a, b]).filter((id) => !known.has(id));
    for (const lead of await this.repository.read(tx, [...new Set(others)]))
      known.set(lead.id, candidateOf(lead));
    const pairs = sharing.flatMap(({ a, b, similarity }) => {
      const [one, two] = [known.get(a), known.get(b)];
      const match = one && two && matchOf(one, two, similarity);
      return match && match.score >= LEAST_SCORE ? [{ a, b, ...match }] : [];
    });
    await this.repository.writePairs(tx, [...leads.map(({ id }) => id)], pairs);
  }
}

const keysOf = (leads: readonly ComparedLead[]) =>
  leads.flatMap((lead) => matchKeys(candidateOf(lead)).map((key) => ({ leadId: lead.id, key })));

function candidateOf({ earlierEmails, earlierPhones, ...lead }: ComparedLead): Candidate {
  return {
    ...lead,
    emails: [...(lead.email ? [lead.email] : []), ...earlierEmails],
    phones: [...(lead.phone ? [lead.phone] : []), ...earlierPhones],
  };
}
