import { Injectable, Logger } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { workflowJobs } from '../workflows.jobs';
import { RunRepairRepository } from './run-repair.repository';
import { RunWakeUps } from './run-wake-ups.service';

/** A run that late without a job was forgotten. In ms; longer than a commit takes to become visible. */
const lateMs = 10_000;
const limit = 1_000;

/**
 * Has runs go on whose job is gone, e.g. cancelled by an operator. Jobs survive crashes and the loss of the queue by themselves, so
 * there is seldom anything to do; what it does may be done twice, as a wake-up belongs to a fence.
 */
@Injectable()
export class RunRepair {
  private readonly logger = new Logger(RunRepair.name);

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly repository: RunRepairRepository,
    private readonly wakeUps: RunWakeUps,
  ) {}

  async repair(): Promise<void> {
    const runs = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.forgotten(tx, { lateMs, limit }),
    );
    for (const [teamId, ofTeam] of Map.groupBy(runs, (run) => run.teamId))
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.wakeUps.enqueue(
          tx,
          ofTeam.map((run) => ({ ...run, dueAt: null })),
        ),
      );
    const enrolments = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.forgottenEnrolments(tx, { lateMs, limit }),
    );
    for (const [teamId, ofTeam] of Map.groupBy(enrolments, (one) => one.teamId)) {
      await this.database.sql(TenantScope.of(teamId), (tx) =>
        this.jobs.enqueueMany(
          tx,
          workflowJobs.enrol,
          ofTeam.map(({ id }) => ({ payload: { teamId, enrolmentId: id }, dedupeKey: id })),
        ),
      );
    }
    if (runs.length + enrolments.length > 0)
      this.logger.warn(`${runs.length} runs and ${enrolments.length} enrolments stood still and go on`);
  }
}
