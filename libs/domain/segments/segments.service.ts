import { Injectable } from '@nestjs/common';
import { Activities, changedFields, type Author } from '@domain/activities';
import { LeadsService, type Lead } from '@domain/leads';
import { Database, isUniqueViolation, type SqlTx, type TenantScope } from '@platform/database';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import type { NewSegment, Segment, SegmentChanges, SegmentUse } from './segment';
import { SegmentChecks } from './segment-checks.service';
import { SegmentPeopleRepository } from './segment-people.repository';
import { SegmentPeople } from './segment-people.service';
import { SegmentUsesRepository } from './segment-uses.repository';
import { segmentInUse, segmentNameTaken, segmentNotFound } from './segments.errors';
import { SegmentsRepository, type SegmentFilter } from './segments.repository';

const previewed = 10;

interface PageOptions {
  limit: number;
  cursor?: string;
}

/** Saved conditions over leads. They are the team's; who is counted is what the caller sees. */
@Injectable()
export class Segments {
  constructor(
    private readonly database: Database,
    private readonly repository: SegmentsRepository,
    private readonly uses: SegmentUsesRepository,
    private readonly people: SegmentPeopleRepository,
    private readonly compiled: SegmentPeople,
    private readonly checks: SegmentChecks,
    private readonly leads: LeadsService,
    private readonly activities: Activities,
  ) {}

  /** @throws DomainError not_found/segment_not_found */
  async get(scope: TenantScope, id: string): Promise<Segment> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /** Newest first. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    filter: Pick<SegmentFilter, 'search'>,
    { limit, cursor }: PageOptions,
  ): Promise<Page<Segment>> {
    const [before] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.database.sql(scope, (tx) =>
      this.repository.list(tx, { ...filter, before }, limit + 1),
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** @throws DomainError invalid/segment_invalid, conflict/segment_name_taken */
  async create(scope: TenantScope, input: NewSegment, { userId }: Author): Promise<Segment> {
    const { name, description = null } = input;
    return this.writing(scope, async (tx) => {
      const definition = await this.checks.require(tx, input.definition);
      const segment = await this.repository.insert(tx, {
        name,
        description,
        definition,
        createdById: userId,
      });
      await this.record(tx, 'created', segment, userId);
      return segment;
    });
  }

  /**
   * Changes what is given. Campaigns that are not launched and active workflows go by the new definition from now on.
   * @throws DomainError not_found/segment_not_found, as `create`
   */
  async update(
    scope: TenantScope,
    id: string,
    changes: SegmentChanges,
    { userId }: Author,
  ): Promise<Segment> {
    return this.writing(scope, async (tx) => {
      const before = await this.locked(tx, id);
      const definition =
        changes.definition === undefined
          ? before.definition
          : await this.checks.require(tx, changes.definition);
      const { name = before.name, description = before.description } = changes;
      const after = await this.repository.update(tx, id, { name, description, definition });
      const changed = changedFields(before, after, ['name', 'description', 'definition']);
      if (Object.keys(changed).length > 0) await this.record(tx, 'updated', after, userId, changed);
      return after;
    });
  }

  /** @throws DomainError not_found/segment_not_found, conflict/segment_in_use with `usedBy` */
  async delete(scope: TenantScope, id: string, { userId }: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const segment = await this.locked(tx, id);
      const usedBy = await this.uses.of(tx, id);
      if (usedBy.length > 0) throw segmentInUse(usedBy);
      await this.repository.delete(tx, id);
      await this.record(tx, 'deleted', segment, userId);
    });
  }

  /** Draft and scheduled campaigns and active workflows. @throws DomainError not_found/segment_not_found */
  async usedBy(scope: TenantScope, id: string): Promise<SegmentUse[]> {
    return this.database.sql(scope, async (tx) => {
      await this.require(tx, id);
      return this.uses.of(tx, id);
    });
  }

  /** Of the leads that the caller sees. @throws DomainError not_found/segment_not_found, unprocessable/segment_too_slow */
  async count(scope: TenantScope, id: string): Promise<{ count: number }> {
    return this.database.sql(scope, async (tx) => ({ count: await this.compiled.count(tx, id) }));
  }

  /** The newest first. @throws DomainError not_found/segment_not_found, invalid (cursor), unprocessable/segment_too_slow */
  async leadsOf(scope: TenantScope, id: string, page: PageOptions): Promise<Page<Lead>> {
    return this.database.sql(scope, async (tx) => {
      const condition = await this.compiled.compileSegment(tx, id);
      return this.people.bounded(tx, () => this.leads.listWhere(tx, condition, page));
    });
  }

  /** What a definition that nobody has saved would mean. @throws DomainError invalid/segment_invalid, unprocessable/segment_too_slow */
  async preview(scope: TenantScope, definition: object): Promise<{ count: number; leads: Lead[] }> {
    return this.database.sql(scope, async (tx) => {
      const condition = await this.compiled.compile(tx, await this.checks.require(tx, definition));
      return this.people.bounded(tx, async () => {
        const count = await this.people.count(tx, condition);
        if (count === 0) return { count, leads: [] };
        return { count, leads: (await this.leads.listWhere(tx, condition, { limit: previewed })).data };
      });
    });
  }

  private async writing<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    try {
      return await this.database.sql(scope, work);
    } catch (error) {
      throw isUniqueViolation(error, 'segment_name') ? segmentNameTaken() : error;
    }
  }

  private async require(tx: SqlTx, id: string): Promise<Segment> {
    const segment = await this.repository.find(tx, id);
    if (!segment) throw segmentNotFound();
    return segment;
  }

  private async locked(tx: SqlTx, id: string): Promise<Segment> {
    const segment = await this.repository.lock(tx, id);
    if (!segment) throw segmentNotFound();
    return segment;
  }

  private async record(
    tx: SqlTx,
    what: 'created' | 'updated' | 'deleted',
    { id, name }: Segment,
    userId: string | null,
    changes?: object,
  ): Promise<void> {
    const title = `${{ created: 'Segment created', updated: 'Segment changed', deleted: 'Segment deleted' }[what]}: ${name}`;
    await this.activities.record(tx, [{ type: `segment.${what}`, title, subjectId: id, userId, changes }]);
  }
}
