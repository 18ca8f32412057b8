import { Injectable } from '@nestjs/common';
import { Audiences, type LeadFilter } from '@domain/leads';
import { SegmentPeople } from '@domain/segments';
import { Database, inScope, type SqlTx, TenantScope, teamOf } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import type { StoredEvent } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { workflowJobs } from '../workflows.jobs';
import { EntryChecks, type CheckedEntrant } from '../engine/entry-checks.service';
import { workflowNotActive } from '../engine/run.errors';
import { RunEntries } from '../engine/run-entries.service';
import { VersionsRepository, type Version } from '../engine/versions.repository';
import type { Enrollee, EnrolledBy, Enrolment } from './enrolment.types';
import { EnrolmentsRepository, type NewEnrolment } from './enrolments.repository';
import { factsOfEvent } from './event-signals';
import { passesFilters } from './trigger-matching';

/** Leads looked at in one transaction. */
const portionSize = 500;
const nobody: EnrolledBy = { userId: null };

/** Brings in many leads at once. Each passes entry condition, re-entry rule and loop guard as if it came alone. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly audiences: Audiences,
    private readonly segments: SegmentPeople,
    private readonly repository: EnrolmentsRepository,
    private readonly versions: VersionsRepository,
    private readonly checks: EntryChecks,
    private readonly entries: RunEntries,
  ) {}

  /** `enrolLeads`, `enrolFilter` or `enrolSegment`, whichever is asked for. @throws DomainError as they do */
  async enrol(
    scope: TenantScope,
    workflowId: string,
    { leadIds, filter, segmentId }: { leadIds?: readonly string[]; filter?: LeadFilter; segmentId?: string },
    by: EnrolledBy,
  ): Promise<{ asked: number | null; entered: number | null; enrolmentId: string }> {
    if ([leadIds, filter, segmentId].filter((one) => one !== undefined).length !== 1)
      throw invalidField('leadIds', 'required', 'Say whom to enrol: leadIds, filter or segmentId.');
    if (leadIds) return this.enrolLeads(scope, workflowId, leadIds, by);
    const { id } = segmentId
      ? await this.enrolSegment(scope, workflowId, segmentId, by)
      : await this.enrolFilter(scope, workflowId, filter!, by);
    return { asked: null, entered: null, enrolmentId: id };
  }

  /**
   * Brings in up to 1,000 named leads at once. Answers how many entered; the others did not meet a rule or are in already. Whom and by
   * whom stays on record, as with a filter.
   * @throws DomainError not_found/workflow_not_found, lead_not_found, conflict/workflow_not_active
   */
  async enrolLeads(
    scope: TenantScope,
    workflowId: string,
    leadIds: readonly string[],
    by: EnrolledBy,
  ): Promise<{ asked: number; entered: number; enrolmentId: string }> {
    return this.database.sql(scope, async (tx) => {
      const version = await this.requireActive(tx, workflowId);
      const distinct = [...new Set(leadIds.map((id) => id.toLowerCase()))];
      await this.audiences.require(tx, { leadIds: distinct });
      const audience = { kind: 'leads' as const, leadIds: distinct };
      const id = (await this.repository.insert(tx, { workflowId, via: 'MANUAL', audience, key: null, by }))!;
      const enrollees = distinct.map((leadId) => ({ rowId: leadId, leadId, enteredBy: null, facts: {} }));
      const entered = await this.admit(tx, version, { id, via: 'MANUAL' }, enrollees);
      const found = distinct.length;
      await this.repository.advance(tx, id, { cursor: null, found, entered, state: 'completed' });
      return { asked: found, entered, enrolmentId: id };
    });
  }

  /**
   * Brings in everyone a filter means, by a job.
   * @throws DomainError not_found/workflow_not_found, tag_not_found, user_not_found; conflict/workflow_not_active
   */
  async enrolFilter(
    scope: TenantScope,
    workflowId: string,
    filter: LeadFilter,
    by: EnrolledBy,
  ): Promise<Enrolment> {
    return this.database.sql(scope, async (tx) => {
      await this.requireActive(tx, workflowId);
      await this.audiences.requireFilter(tx, filter);
      const audience = { kind: 'filter', filter } as const;
      const { viewerId } = scope;
      const id = await this.create(tx, { workflowId, via: 'MANUAL', audience, key: null, by, viewerId });
      return (await this.repository.find(tx, id!))!;
    });
  }

  /**
   * Brings in everyone who is in a segment now, by a job; what becomes of the segment meanwhile changes nothing.
   * @throws DomainError not_found/workflow_not_found, segment_not_found; conflict/workflow_not_active
   */
  async enrolSegment(
    scope: TenantScope,
    workflowId: string,
    segmentId: string,
    by: EnrolledBy,
  ): Promise<Enrolment> {
    return this.database.sql(scope, async (tx) => {
      await this.requireActive(tx, workflowId);
      const audience = { kind: 'segment' as const, ...(await this.segments.freeze(tx, segmentId)) };
      const { viewerId } = scope;
      const id = await this.create(tx, { workflowId, via: 'MANUAL', audience, key: null, by, viewerId });
      return (await this.repository.find(tx, id!))!;
    });
  }

  /** @throws DomainError not_found/workflow_enrolment_not_found */
  async get(scope: TenantScope, id: string): Promise<Enrolment> {
    const enrolment = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!enrolment) throw notFound('workflow_enrolment');
    return enrolment;
  }

  /** Puts an enrolment on record with its job; undefined when its key was used before. */
  async create(tx: SqlTx, enrolment: NewEnrolment): Promise<string | undefined> {
    const id = await this.repository.insert(tx, enrolment);
    if (!id) return undefined;
    await this.jobs.enqueue(
      tx,
      workflowJobs.enrol,
      { teamId: teamOf(tx), enrolmentId: id },
      { dedupeKey: id },
    );
    return id;
  }

  /** A campaign has ended: everyone it was sent to enters. */
  async ofCampaign(tx: SqlTx, event: StoredEvent): Promise<void> {
    const facts = factsOfEvent(event.name, event.payload as Record<string, unknown>);
    for (const { workflowId, definition } of await this.versions.active(tx, ['CAMPAIGN_COMPLETED'])) {
      if (!passesFilters(definition.trigger, facts)) continue;
      await this.create(tx, {
        workflowId,
        via: 'CAMPAIGN_COMPLETED',
        audience: { kind: 'campaign', campaignId: String(facts['event.campaignId']) },
        key: `event:${event.id}`,
        by: nobody,
      });
    }
  }

  /** Works off one portion; true when there is more. Safe to repeat. */
  async work(tx: SqlTx, id: string): Promise<boolean> {
    const enrolment = await this.repository.lockRunning(tx, id);
    if (!enrolment) return false;
    const published = await this.versions.published(tx, enrolment.workflowId);
    if (!published?.active || !published.version) {
      await this.repository.advance(tx, id, { cursor: null, found: 0, entered: 0, state: 'cancelled' });
      return false;
    }
    const rows = await this.portion(tx, enrolment);
    const entered = await this.admit(tx, published.version, enrolment, rows);
    const more = rows.length === portionSize;
    const state = more ? 'running' : 'completed';
    await this.repository.advance(tx, id, {
      cursor: rows.at(-1)?.rowId ?? null,
      found: rows.length,
      entered,
      state,
    });
    return more;
  }

  /** Who enrolled by a filter meant the leads they see, not those they would see if they were a job. */
  private portion(tx: SqlTx, { audience, cursor, viewerId }: Enrolment): Promise<Enrollee[]> {
    const find = (own: SqlTx) => this.repository.portion(own, audience, cursor, portionSize);
    if (viewerId === null || !(tx.scope instanceof TenantScope)) return find(tx);
    return inScope(tx, tx.scope.seenBy(viewerId), find);
  }

  async giveUp(tx: SqlTx, id: string, error: string): Promise<void> {
    if (await this.repository.lockRunning(tx, id))
      await this.repository.advance(tx, id, { cursor: null, found: 0, entered: 0, state: 'failed', error });
  }

  private async admit(
    tx: SqlTx,
    version: Version,
    { id, via }: Pick<Enrolment, 'id' | 'via'>,
    enrollees: readonly Enrollee[],
  ): Promise<number> {
    const wanting = enrollees.map(({ leadId, enteredBy, facts }): CheckedEntrant => {
      const entrant = {
        version,
        leadId,
        enteredBy: enteredBy ?? id,
        via,
        causeId: id,
        depth: 1,
        chain: [],
        context: facts,
      };
      // By hand, a lead needs to meet the entry condition only, not what the trigger looks for.
      return { entrant, byTrigger: via !== 'MANUAL' };
    });
    return (await this.entries.admit(tx, await this.checks.passing(tx, wanting))).length;
  }

  private async requireActive(tx: SqlTx, workflowId: string): Promise<Version> {
    const published = await this.versions.published(tx, workflowId);
    if (!published) throw notFound('workflow');
    if (!published.active || !published.version) throw workflowNotActive();
    return published.version;
  }
}
