import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { RunExits } from './run-exits.service';
import { runEnded, runNotFailed, runNotFound } from './run.errors';
import { RunReader } from './run-reader.service';
import { RunWakeUps } from './run-wake-ups.service';
import { LIVE_STATES } from './run.types';
import { RunsRepository } from './runs.repository';
import type { RunView } from './run-views.repository';

/** What a person does to a run. */
@Injectable()
export class RunControl {
  constructor(
    private readonly database: Database,
    private readonly runs: RunsRepository,
    private readonly exits: RunExits,
    private readonly wakeUps: RunWakeUps,
    private readonly reader: RunReader,
  ) {}

  /** Ends a live run and takes back what it has not sent yet. @throws DomainError not_found/workflow_run_not_found, conflict/run_ended */
  async cancel(scope: TenantScope, id: string): Promise<RunView> {
    await this.database.sql(scope, async (tx) => {
      const run = await this.runs.lockAny(tx, id);
      if (!run) throw runNotFound();
      if (!LIVE_STATES.includes(run.state)) throw runEnded(run.state);
      await this.exits.end(tx, { ids: [id] }, { state: 'cancelled', reason: 'cancelled_by_hand' });
    });
    return this.reader.get(scope, id);
  }

  /**
   * Has a failed run go on from the step that failed; what was done before is not done again.
   * @throws DomainError not_found/workflow_run_not_found, conflict/run_not_failed, run_already_live
   */
  async retry(scope: TenantScope, id: string): Promise<RunView> {
    await this.database.sql(scope, async (tx) => {
      const run = await this.runs.lockAny(tx, id);
      if (!run) throw runNotFound();
      if (run.state !== 'failed') throw runNotFailed(run.state);
      const { versionId, nodeId, visit, moveTo, fence } = run;
      const place = { versionId, nodeId, visit, moveTo, waitEvent: null };
      await this.runs.move(tx, [{ ...place, id, state: 'running', dueAt: null }]);
      await this.wakeUps.enqueue(tx, [{ ...run, fence: fence + 1, dueAt: null }]);
    });
    return this.reader.get(scope, id);
  }
}
