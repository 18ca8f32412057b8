import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { duplicateJobs } from '../duplicates.jobs';
import type { LeadPlace } from './comparison.repository';
import { Comparison } from './comparison.service';
import { ScansRepository } from './scans.repository';

/** Compares all leads of a team, in portions: what was there before leads were compared, or was compared by older rules. */
@Injectable()
export class Scans {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly comparison: Comparison,
    private readonly repository: ScansRepository,
  ) {}

  /** A job for each team that needs one. Safe to repeat. */
  async begin(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.repository.teamsBehind(tx));
    for (const teamId of teams)
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.jobs.enqueue(tx, duplicateJobs.scan, { teamId }, { dedupeKey: 'scan' }),
      );
  }

  /** The keys of the next portion of leads, in the caller's transaction. Answers the leads. */
  async writeKeys(tx: SqlTx, limit: number): Promise<LeadPlace[]> {
    const leads = await this.comparison.next(tx, await this.repository.begin(tx), limit);
    await this.comparison.writeKeys(tx, idsOf(leads));
    return leads;
  }

  /** Then, in another, the like of these; the scan goes on behind the last of them, and ends with an empty portion. */
  async findPairs(tx: SqlTx, leads: readonly LeadPlace[]): Promise<void> {
    await this.comparison.findPairs(tx, idsOf(leads));
    await this.repository.advance(tx, leads.at(-1));
  }
}

const idsOf = (leads: readonly LeadPlace[]) => leads.map(({ id }) => id);
