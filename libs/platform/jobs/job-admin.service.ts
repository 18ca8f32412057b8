import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { conflict, notFound } from '@platform/errors';
import { JobAdminRepository, type JobFilter } from './job-admin.repository';
import { replayableStates } from './job-state';
import { JobsRepository, type JobRow } from './jobs.repository';
import { Jobs } from './jobs.service';
import { WakeUps } from './wake-ups';

/** A replay handles at most that many jobs per call; the answer says how many are left. */
const replayLimit = 1_000;

export interface ReplayPreview {
  total: number;
  byName: { name: string; count: number }[];
}

/** Jobs as a person sees them: list, inspect, retry, cancel, replay. */
@Injectable()
export class JobAdmin {
  constructor(
    private readonly database: Database,
    private readonly repository: JobAdminRepository,
    private readonly rows: JobsRepository,
    private readonly jobs: Jobs,
    private readonly wakeUps: WakeUps,
  ) {}

  /** Newest first. `before` is the id of the last job of the page before. */
  async list(scope: TenantScope, filter: JobFilter, limit: number, before?: string): Promise<JobRow[]> {
    return this.database.sql(scope, (tx) => this.repository.list(tx, filter, limit, before));
  }

  /** @throws DomainError not_found/job_not_found */
  async get(scope: TenantScope, id: string): Promise<JobRow> {
    const row = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!row) throw notFound('job');
    return row;
  }

  /** Runs a failed, dead or cancelled job again with all its tries. @throws conflict/job_not_retryable */
  async retry(scope: TenantScope, id: string): Promise<JobRow> {
    await this.get(scope, id);
    await this.database.sql(scope, async (tx) => {
      const replayed = await this.rows.replay(tx, [id], replayableStates);
      if (replayed.length === 0)
        throw conflict('job_not_retryable', 'Only a failed, dead or cancelled job can be retried.');
      tx.afterCommit(() => this.wakeUps.add(replayed));
    });
    return this.get(scope, id);
  }

  /** Cancels a job that has not started. @throws conflict/job_not_cancellable */
  async cancel(scope: TenantScope, id: string): Promise<JobRow> {
    await this.get(scope, id);
    await this.database.sql(scope, async (tx) => {
      if (!(await this.jobs.cancel(tx, id))) {
        throw conflict('job_not_cancellable', 'Only a job that has not started can be cancelled.');
      }
    });
    return this.get(scope, id);
  }

  /** What a replay of the team's dead and failed jobs would run. */
  async previewReplay(scope: TenantScope, filter: { name?: string }): Promise<ReplayPreview> {
    return this.database.sql(scope, async (tx) => {
      const byName = await this.repository.countByName(tx, { ...filter, states: ['dead', 'failed'] });
      return { total: byName.reduce((sum, { count }) => sum + count, 0), byName };
    });
  }

  /** Gives the team's dead and failed jobs another life, oldest first, at most 1,000 a call. */
  async replay(
    scope: TenantScope,
    filter: { name?: string },
  ): Promise<{ replayed: number; remaining: number }> {
    return this.database.sql(scope, async (tx) => {
      const ids = await this.repository.ids(tx, { ...filter, states: ['dead', 'failed'] }, replayLimit);
      const replayed = await this.rows.replay(tx, ids, ['dead', 'failed']);
      tx.afterCommit(() => this.wakeUps.add(replayed));
      const left = await this.repository.countByName(tx, { ...filter, states: ['dead', 'failed'] });
      return { replayed: replayed.length, remaining: left.reduce((sum, { count }) => sum + count, 0) };
    });
  }
}
