import { Injectable } from '@nestjs/common';
import type { Condition, Moment } from '@domain/conditions';
import { Clock } from '@platform/clock';
import type { Prisma, SqlTx } from '@platform/database';
import { compileCondition, leadIdsWhere } from './compile/compile-condition.sql';
import { momentOf, type FrozenSegment } from './segment';
import { SegmentPeopleRepository } from './segment-people.repository';
import { segmentNotFound } from './segments.errors';
import { SegmentsRepository } from './segments.repository';

/** Whom segments mean, for whoever works with leads: campaigns, workflows, lists. Row-level security keeps it to what is seen. */
@Injectable()
export class SegmentPeople {
  constructor(
    private readonly segments: SegmentsRepository,
    private readonly people: SegmentPeopleRepository,
    private readonly clock: Clock,
  ) {}

  /** The moment and calendar that a question asked now goes by. */
  async moment(tx: SqlTx): Promise<Moment> {
    return { now: this.clock.now(), zone: await this.people.teamZone(tx) };
  }

  /** A boolean expression over `lead`: who is meant at this moment, by the clock of the team. */
  async compile(tx: SqlTx, condition: Condition): Promise<Prisma.Sql> {
    return compileCondition(condition, await this.moment(tx));
  }

  /** The same of several conditions, at `now` where that is stated. */
  async compileAll(tx: SqlTx, conditions: readonly Condition[], now?: Date): Promise<Prisma.Sql[]> {
    if (conditions.length === 0) return [];
    const moment = await this.moment(tx);
    return conditions.map((condition) => compileCondition(condition, now ? { ...moment, now } : moment));
  }

  /** The same of a saved segment. @throws DomainError not_found/segment_not_found */
  async compileSegment(tx: SqlTx, segmentId: string): Promise<Prisma.Sql> {
    const condition = (await this.segments.conditions(tx, [segmentId])).get(segmentId.toLowerCase());
    if (!condition) throw segmentNotFound();
    return this.compile(tx, condition);
  }

  /** A SELECT of the ids of the leads in it. @throws DomainError not_found/segment_not_found */
  async compileIds(tx: SqlTx, segmentId: string): Promise<Prisma.Sql> {
    return leadIdsWhere(await this.compileSegment(tx, segmentId));
  }

  /** The same of several; those that are gone are missing. */
  async compileMany(tx: SqlTx, ids: readonly string[]): Promise<Map<string, Prisma.Sql>> {
    const conditions = await this.segments.conditions(tx, ids);
    if (conditions.size === 0) return new Map();
    const moment = await this.moment(tx);
    return new Map([...conditions].map(([id, condition]) => [id, compileCondition(condition, moment)]));
  }

  /** Whom a segment means from now on, whatever becomes of it. @throws DomainError not_found/segment_not_found */
  async freeze(tx: SqlTx, segmentId: string): Promise<FrozenSegment> {
    const condition = (await this.segments.conditions(tx, [segmentId])).get(segmentId.toLowerCase());
    if (!condition) throw segmentNotFound();
    const { now, zone } = await this.moment(tx);
    return { segmentId, condition, at: now.toISOString(), zone };
  }

  /** How many leads. @throws DomainError not_found/segment_not_found, unprocessable/segment_too_slow */
  async count(tx: SqlTx, segmentId: string): Promise<number> {
    const condition = await this.compileSegment(tx, segmentId);
    return this.people.bounded(tx, () => this.people.count(tx, condition));
  }

  /** @throws DomainError not_found/segment_not_found, unprocessable/segment_too_slow */
  async isEmpty(tx: SqlTx, segmentId: string): Promise<boolean> {
    const condition = await this.compileSegment(tx, segmentId);
    return this.people.bounded(tx, async () => !(await this.people.any(tx, condition)));
  }
}

/** A boolean expression over `lead` of whom a frozen segment means. */
export const compileFrozen = (frozen: FrozenSegment): Prisma.Sql =>
  compileCondition(frozen.condition, momentOf(frozen));
