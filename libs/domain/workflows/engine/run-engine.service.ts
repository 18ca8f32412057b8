import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { Run } from './run.types';
import { RunWalk } from './run-walk.service';
import { RunsRepository, type RunMove } from './runs.repository';
import { RunWakeUps } from './run-wake-ups.service';
import { VersionsRepository } from './versions.repository';

/** Steps that share a transaction when they follow at once. More than that and the run goes on in another job. */
const stepsPerTransaction = 25;

/** A run that late is behind others, which are late as well. In ms. */
const lateMs = 1_000;
const runsTakenAlong = 49;

/** Times a job of the same move may be quarantined, and the pause before the next try. */
const mostDeaths = 5;
const pauseAfterDeathMs = 5_000;

/** Which wake-up it is: of any other fence it does nothing. */
export interface WakeUp {
  runId: string;
  fence: number;
}

/** Moves runs: the steps that can be done at once, their log and the new place are one commit. */
@Injectable()
export class RunEngine {
  constructor(
    private readonly runs: RunsRepository,
    private readonly versions: VersionsRepository,
    private readonly walks: RunWalk,
    private readonly wakeUps: RunWakeUps,
  ) {}

  /**
   * Lets each run do its steps until it waits or ends, `most` of them at the most.
   * @throws StepFailed when a step throws; nothing may be committed then
   */
  async advance(tx: SqlTx, wakeUps: readonly WakeUp[], most = stepsPerTransaction): Promise<void> {
    await this.moveOn(tx, await this.runs.lock(tx, wakeUps), most);
  }

  /**
   * The same for the run of one job. Where it is late it takes others of its team along, whose jobs have then nothing left to do:
   * after an outage a crowd is caught up with by the dozen. `along` says how many there were, also when a step throws.
   * @throws StepFailed when a step throws, of whichever run; nothing may be committed then
   */
  async advanceLate(tx: SqlTx, wakeUp: WakeUp, jobId: string, along: { others: number }): Promise<void> {
    const own = await this.runs.lock(tx, [wakeUp]);
    const late = own.filter(({ now, dueAt }) => now.getTime() - dueAt.getTime() > lateMs);
    const others = late[0] ? await this.runs.lockBehind(tx, late[0], jobId, runsTakenAlong) : [];
    along.others = others.length;
    await this.moveOn(tx, [...own, ...others], stepsPerTransaction);
    await this.wakeUps.takeOver(tx, others);
  }

  private async moveOn(tx: SqlTx, runs: readonly Run[], most: number): Promise<void> {
    const moved: { run: Run; move: RunMove }[] = [];
    const logs = [];
    for (const run of runs) {
      const early = run.state === 'waiting' && !run.arrived && run.dueAt > run.now;
      // Somebody moved its time: it sleeps on, with a wake-up of its own.
      const { log, move } = early ? { log: [], move: { ...run } } : await this.walks.of(tx, run, most);
      moved.push({ run, move });
      logs.push(...log.map((step) => ({ ...step, runId: run.id })));
    }
    await this.runs.log(tx, logs);
    await this.runs.move(
      tx,
      moved.map(({ run, move }) => ({ ...move, id: run.id })),
    );
    await this.wakeUps.enqueueSleepers(
      tx,
      moved.flatMap(({ run: { id, fence, causeId, depth }, move: { state, dueAt } }) =>
        state === 'running' || state === 'waiting' ? [{ id, fence: fence + 1, causeId, depth, dueAt }] : [],
      ),
    );
  }

  /** Ends a run at the step that cannot be done. It can be tried again from there. */
  async fail(tx: SqlTx, wakeUp: WakeUp, reason: string, code?: string): Promise<void> {
    const [run] = await this.runs.lock(tx, [wakeUp]);
    if (!run) return;
    const { definition } = await this.versions.one(tx, run.versionId);
    const { id, nodeId, visit, versionId, moveTo } = run;
    const detail = { error: reason, ...(code ? { code } : {}) };
    const kind = definition.nodes[nodeId]!.kind;
    await this.runs.log(tx, [{ runId: id, visit, nodeId, kind, outcome: 'failed', detail }]);
    const gone = code === 'lead_not_found';
    await this.runs.move(tx, [
      {
        ...{ id, nodeId, visit, versionId, moveTo, dueAt: null, waitEvent: null, error: reason },
        state: gone ? 'exited' : 'failed',
        endReason: gone ? 'lead_deleted' : 'step_failed',
      },
    ]);
  }

  /**
   * The worker died on it, three times. That may be the step's doing or not: it is tried again after a pause, and only a step on
   * which that keeps happening ends the run.
   */
  async crashed(tx: SqlTx, wakeUp: WakeUp, reason: string): Promise<void> {
    const [run] = await this.runs.lock(tx, [wakeUp]);
    if (!run) return;
    if ((await this.runs.postpone(tx, run.id, pauseAfterDeathMs)) > mostDeaths)
      return this.fail(tx, { runId: run.id, fence: run.fence + 1 }, reason);
    const dueAt = new Date(run.now.getTime() + pauseAfterDeathMs);
    await this.wakeUps.enqueue(tx, [{ ...run, fence: run.fence + 1, dueAt }]);
  }

  /** Gives each of the runs a wake-up of its own: together they could not be moved. */
  async separately(tx: SqlTx, wakeUps: readonly WakeUp[]): Promise<void> {
    const runs = await this.runs.lock(tx, wakeUps);
    await this.wakeUps.enqueue(
      tx,
      runs.map((run) => ({ ...run, dueAt: null })),
    );
  }
}
