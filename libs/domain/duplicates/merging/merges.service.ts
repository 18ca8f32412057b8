import { Injectable } from '@nestjs/common';
import type { Author } from '@domain/activities';
import { LeadMerges, type LeadMerge, type MergeChoices } from '@domain/leads';
import { MessageRows } from '@domain/messaging';
import {
  asWholeTeam,
  CrossTeamScope,
  Database,
  isDeadlock,
  teamOf,
  type SqlTx,
  type TenantScope,
} from '@platform/database';
import { Clock } from '@platform/clock';
import { Jobs } from '@platform/jobs';
import { inPortions } from '@platform/loops';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { partOf, type Owners } from '@platform/row-moves';
import { duplicateJobs } from '../duplicates.jobs';
import { Followers, joinParts } from './followers.service';
import { MergePartsRepository } from './merge-parts.repository';
import { reportOf, type MergeReport } from './merge-report';

/** A lead takes another in. */
export interface MergeRequest {
  /** The survivor. */
  into: string;
  /** The lead that goes. */
  from: string;
  fields?: MergeChoices;
}

export interface MergeDone extends MergeReport {
  merge: LeadMerge;
}

/** What was on its way to the lead that went is fetched after these times, in ms: most by the first, jobs that were retried by the second. */
const gatherAfterMs = [15_000, 900_000];
/** Postgres gives one of two up that wait for each other; the others lock messages and runs before leads, as a merge does at first. */
const tries = 3;
const portion = 200;

/** Parts of conversations that were joined. */
const joined = ['inbox_entry.thread_id', 'inbox_comment.thread_id'];

/** Makes one lead of two, with all that hangs on them, and two of one again. */
@Injectable()
export class Merges {
  private readonly declared: ReadonlySet<string>;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly leads: LeadMerges,
    private readonly messages: MessageRows,
    private readonly followers: Followers,
    private readonly parts: MergePartsRepository,
  ) {
    const rows = followers.all.flatMap((follower) => follower.rows.filter(({ inside }) => !inside));
    this.declared = new Set([...rows.map(partOf), ...joined]);
  }

  /**
   * What the merge would do: it is done, and rolled back, so that the two cannot differ.
   * @throws DomainError as `merge`
   */
  async preview(scope: TenantScope, request: MergeRequest, by: Author): Promise<MergeReport> {
    try {
      return await this.patiently(scope, async (tx) => {
        const { merge: _, ...report } = await this.join(tx, request, by);
        throw new Seen(report);
      });
    } catch (error) {
      if (error instanceof Seen) return error.report;
      throw error;
    }
  }

  /** One transaction. @throws DomainError not_found/lead_not_found (with `mergedInto`), invalid (from: same_lead) */
  async merge(scope: TenantScope, request: MergeRequest, by: Author): Promise<MergeDone> {
    return this.patiently(scope, (tx) => this.join(tx, request, by));
  }

  /**
   * Gives back what the merge moved; what happened since stays with the survivor.
   * @throws DomainError not_found/lead_merge_not_found, conflict/merge_undone, merge_expired, merge_survivor_gone, merge_address_taken
   */
  async undo(scope: TenantScope, mergeId: string, by: Author): Promise<LeadMerge> {
    return this.patiently(scope, async (tx) => {
      const merge = await this.leads.openUndo(tx, mergeId);
      await asWholeTeam(tx, async (team) => {
        const parts = await this.parts.of(team, mergeId);
        await this.leads.part(team, merge, by);
        await this.followers.moveBack(team, ownersOf(merge), parts);
      });
      return this.leads.get(tx, mergeId);
    });
  }

  /** @throws DomainError not_found/lead_merge_not_found */
  async get(scope: TenantScope, id: string): Promise<LeadMerge> {
    return this.database.sql(scope, (tx) => this.leads.get(tx, id));
  }

  /** Those that a lead took in, the latest first. @throws DomainError not_found/lead_not_found, invalid (cursor) */
  async of(
    scope: TenantScope,
    leadId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<LeadMerge>> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.database.sql(scope, (tx) => this.leads.of(tx, leadId, before, limit + 1));
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** Fetches what came in for a lead after it was merged, in the caller's transaction. Nothing once the merge is undone. */
  async gather(tx: SqlTx, mergeId: string): Promise<void> {
    const merge = await this.leads.get(tx, mergeId);
    if (merge.undoneAt) return;
    await this.parts.store(tx, mergeId, joinParts(await this.followers.move(tx, ownersOf(merge))));
  }

  /** Forgets how merges of more than 30 days ago were made. Answers how many there were. */
  async forget(): Promise<number> {
    return inPortions(portion, (limit) =>
      this.database.sql(CrossTeamScope.system, (tx) => this.leads.forget(tx, limit)),
    );
  }

  private async join(tx: SqlTx, { into, from, fields = {} }: MergeRequest, by: Author): Promise<MergeDone> {
    const pair = { from, to: into };
    await this.leads.open(tx, pair);
    return asWholeTeam(tx, async (team) => {
      // Everybody else locks what hangs on a lead before the lead: so does the first round. What came in meanwhile, and all that a
      // foreign key would take away with the lead, is fetched once the leads are locked.
      const parts = await this.followers.move(team, pair);
      await this.leads.lock(team, pair);
      parts.push(...(await this.followers.move(team, pair)));
      const outcome = await this.leads.join(team, pair, fields, by);
      parts.push(...(await this.messages.carrySuppressions(team, outcome.addresses)));
      const together = joinParts(parts);
      await this.parts.store(team, outcome.mergeId, together);
      await this.gatherLater(team, outcome.mergeId);
      const merge = await this.leads.get(team, outcome.mergeId);
      return { merge, ...reportOf(outcome, together, this.declared) };
    });
  }

  private async gatherLater(tx: SqlTx, mergeId: string): Promise<void> {
    const teamId = teamOf(tx);
    const now = this.clock.now().getTime();
    await this.jobs.enqueueMany(
      tx,
      duplicateJobs.gather,
      gatherAfterMs.map((ms) => ({
        payload: { teamId, mergeId },
        dueAt: new Date(now + ms),
        dedupeKey: `${mergeId}:${ms}`,
      })),
    );
  }

  private async patiently<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.sql(scope, work);
      } catch (error) {
        if (attempt >= tries || !isDeadlock(error)) throw error;
      }
    }
  }
}

/** Ends a preview's transaction. */
class Seen extends Error {
  constructor(readonly report: MergeReport) {
    super('seen');
  }
}

function ownersOf({ mergedId, survivorId }: LeadMerge): Owners {
  return { from: mergedId, to: survivorId };
}
