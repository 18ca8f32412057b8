import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database, type SqlTx } from '@platform/database';
import { inPortions } from '@platform/loops';
import { CleanUpRepository } from './clean-up.repository';
import { schedule, type ScheduledTask } from './schedules';

const portion = 2_000;
const slotDays = 30;

/** Removes jobs and events that are over and that no promise needs any more. */
@Injectable()
export class CleanUp {
  private readonly logger = new Logger(CleanUp.name);

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly repository: CleanUpRepository,
  ) {}

  /** Safe to repeat, and beside itself: rows that another worker has locked are left to it. */
  async run(): Promise<{ jobs: number; events: number }> {
    const { JOB_RETENTION_DAYS, EVENT_RETENTION_DAYS } = this.env;
    const jobs = await this.portions((tx, limit) => this.repository.jobs(tx, JOB_RETENTION_DAYS, limit));
    const events = await this.portions((tx, limit) =>
      this.repository.events(tx, EVENT_RETENTION_DAYS, limit),
    );
    await this.database.sql(CrossTeamScope.system, (tx) => this.repository.slots(tx, slotDays));
    this.logger.log(`removed ${jobs} finished jobs and ${events} events`);
    return { jobs, events };
  }

  private portions(work: (tx: SqlTx, limit: number) => Promise<number>): Promise<number> {
    return inPortions(portion, (limit) => this.database.sql(CrossTeamScope.system, (tx) => work(tx, limit)));
  }
}

@Injectable()
class CleanUpTask implements ScheduledTask {
  constructor(private readonly cleanUp: CleanUp) {}

  async tick(): Promise<void> {
    await this.cleanUp.run();
  }
}

export const cleanUpTask = schedule({
  name: 'jobs.clean-up',
  cron: { pattern: '29 2 * * 0', zone: 'UTC' },
  task: CleanUpTask,
});
