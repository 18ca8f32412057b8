import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, type SqlTx, teamOf, TenantScope } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { scoringJobs } from '../scoring.jobs';
import { DueRepository, type Mark } from './due.repository';

/** Events of a lead within that time make one rescoring. In ms. */
const debounceMs = 1_000;
/** Leads that come by the thousand are first let in: computing scores meanwhile would slow their import down. In ms. */
const crowdDebounceMs = 10_000;
const forgottenMs = 5_000;

/** Who is to be rescored. The mark is the work; the job is its wake-up, one per team and second. */
@Injectable()
export class DueLeads {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly repository: DueRepository,
  ) {}

  /** Asks, in the caller's transaction, for leads to be rescored within two seconds of its commit; for quiet marks, within eleven. */
  async mark(tx: SqlTx, marks: readonly Mark[]): Promise<void> {
    const delays = { delayMs: debounceMs, quietMs: crowdDebounceMs };
    const seconds = await this.repository.mark(tx, oncePerLead(marks), delays);
    const payload = { teamId: teamOf(tx) };
    await this.jobs.enqueueMany(
      tx,
      scoringJobs.rescoreDue,
      seconds.map((dueAt) => ({ payload, dueAt, dedupeKey: `due:${dueAt.getTime() / 1_000}` })),
    );
  }

  /** Has a job come back for what is marked: another one is at the team's leads, and may have looked for the last time. */
  async comeBack(tx: SqlTx): Promise<void> {
    const second = Math.ceil((await this.repository.now(tx)).getTime() / 1_000) + 1;
    await this.jobs.enqueueMany(tx, scoringJobs.rescoreDue, [
      { payload: { teamId: teamOf(tx) }, dueAt: new Date(second * 1_000), dedupeKey: `due:${second}` },
    ]);
  }

  /** Wakes a worker for marks whose own job came a moment too early. */
  async wakeForgotten(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.forgottenTeams(tx, forgottenMs),
    );
    for (const teamId of teams) {
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.jobs.enqueue(tx, scoringJobs.rescoreDue, { teamId }, { dedupeKey: 'due:forgotten' }),
      );
    }
  }
}

/** Of several marks of a lead the one of the deepest chain; quiet only if all are. */
function oncePerLead(marks: readonly Mark[]): Mark[] {
  const byLead = new Map<string, Mark>();
  for (const mark of marks) {
    const other = byLead.get(mark.leadId);
    const deeper = !other || (mark.chain?.depth ?? -1) > (other.chain?.depth ?? -1) ? mark : other;
    byLead.set(mark.leadId, { ...deeper, quiet: (mark.quiet ?? false) && (other?.quiet ?? true) });
  }
  return [...byLead.values()];
}
