import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { scoringJobs } from '../scoring.jobs';
import { DecayRepository } from './decay.repository';
import { Rescoring } from './rescoring.service';

/** Lets scores fade: only those that may have changed are computed, only those that have are written. */
@Injectable()
export class Decay {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly rescoring: Rescoring,
    private readonly repository: DecayRepository,
  ) {}

  /** One job per team that has something to do; a team whose job is still waiting gets no second one. */
  async enqueueAll(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.repository.fadedTeams(tx));
    for (const teamId of teams) {
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.jobs.enqueue(tx, scoringJobs.decay, { teamId }, { dedupeKey: 'decay' }),
      );
    }
  }

  /** The next `portion` leads behind the lead `behind`; answers the last lead of it, or null when there are no more. */
  async continue(tx: SqlTx, behind: string | null, portion: number): Promise<string | null> {
    const ids = await this.repository.fadedLeads(tx, behind, portion);
    if (ids.length > 0) {
      await this.rescoring.rescoreAll(tx, ids, { cause: 'decay', onlyChanged: true, quiet: false });
    }
    return ids.length === portion ? ids.at(-1)! : null;
  }
}
