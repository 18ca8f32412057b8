import { Injectable } from '@nestjs/common';
import type { Facts } from '@domain/conditions';
import { SegmentPeople } from '@domain/segments';
import type { SqlTx } from '@platform/database';
import { segmentIn } from '../conditions/fact-catalogue';
import { LeadFactsRepository } from './lead-facts.repository';

/** What is known of leads at this moment, segments included. */
@Injectable()
export class LeadFacts {
  constructor(
    private readonly repository: LeadFactsRepository,
    private readonly segments: SegmentPeople,
  ) {}

  /** One statement, and two more when segments are among the names. Of a segment that is gone nothing is known. */
  async load(tx: SqlTx, leadIds: readonly string[], names: readonly string[]): Promise<Map<string, Facts>> {
    const ids = names.flatMap((name) => segmentIn(name) ?? []);
    return this.repository.load(tx, leadIds, names, await this.segments.compileMany(tx, [...new Set(ids)]));
  }
}
