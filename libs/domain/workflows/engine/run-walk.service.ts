import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { asPartOf } from '@platform/jobs';
import { Actions } from '../actions/actions.service';
import type { StepContext, StepResult } from '../actions/action.types';
import type { Definition, WorkflowNode } from '../definition/definition.types';
import { planMove } from '../definition/plan-move';
import { LeadFacts } from './lead-facts.service';
import { runFacts } from './run-facts';
import { StepFailed } from './run.errors';
import type { Run, StepLog } from './run.types';
import type { RunMove } from './runs.repository';
import { VersionsRepository } from './versions.repository';

/** A run of that many steps has lost its way, whatever its definition. */
const stepsPerLife = 10_000;

const waits: ReadonlySet<WorkflowNode['kind']> = new Set(['WAIT_FOR', 'WAIT_UNTIL', 'WAIT_FOR_EVENT']);

/** Where the walk stands between two steps. */
interface Walk extends Pick<RunMove, 'versionId' | 'nodeId' | 'visit' | 'moveTo'> {
  definition: Definition;
}

export interface Walked {
  log: StepLog[];
  move: RunMove;
}

/** Takes the steps of a run, one after the other, as far as they can be done at once. */
@Injectable()
export class RunWalk {
  constructor(
    private readonly versions: VersionsRepository,
    private readonly facts: LeadFacts,
    private readonly actions: Actions,
  ) {}

  /**
   * At most `most` steps, waking up included. Effects are written within `tx`, as part of the run's own chain of causes; log and
   * place are the caller's to write. @throws StepFailed
   */
  async of(tx: SqlTx, run: Run, most: number): Promise<Walked> {
    const { definition } = await this.versions.one(tx, run.versionId);
    const { versionId, nodeId, visit, moveTo, causeId, depth } = run;
    const walk: Walk = { definition, versionId, nodeId, visit, moveTo };
    const log: StepLog[] = run.state === 'waiting' ? [wake(run, walk)] : [];
    const move = await asPartOf({ causeId, depth, originId: run.id }, () =>
      this.walk(tx, run, walk, log, most),
    );
    return { log, move };
  }

  private async walk(tx: SqlTx, run: Run, walk: Walk, log: StepLog[], most: number): Promise<RunMove> {
    const place = () => {
      const { versionId, nodeId, visit, moveTo } = walk;
      return { versionId, nodeId, visit, moveTo, waitEvent: null };
    };
    for (let done = log.length; ; done += 1) {
      if (done >= most) return { ...place(), state: 'running', dueAt: null };
      const node = walk.definition.nodes[walk.nodeId];
      if (walk.moveTo && node && waits.has(node.kind)) {
        if (!(await this.changeVersion(tx, walk.moveTo, walk)))
          return { ...place(), state: 'exited', dueAt: null, endReason: 'moved_out' };
        continue;
      }
      if (!node || walk.visit >= stepsPerLife) {
        const error = node ? 'The run took too many steps.' : `There is no step "${walk.nodeId}".`;
        return { ...place(), state: 'failed', dueAt: null, endReason: 'step_failed', error };
      }
      const { nodeId, visit } = walk;
      const result = await this.step(tx, run, walk, node, done);
      const entry = { visit, nodeId, kind: node.kind, detail: result.detail ?? {} };
      if ('waitUntil' in result) {
        const detail = { until: result.waitUntil.toISOString(), ...result.detail };
        log.push({ ...entry, outcome: 'waiting', detail });
        return {
          ...place(),
          state: 'waiting',
          dueAt: result.waitUntil,
          waitEvent: result.event?.type ?? null,
        };
      }
      if ('end' in result) {
        log.push({ ...entry, outcome: 'done' });
        return { ...place(), visit: visit + 1, state: 'completed', dueAt: null, endReason: result.reason };
      }
      log.push({ ...entry, outcome: result.outcome ?? 'done' });
      walk.nodeId = result.go;
      walk.visit += 1;
    }
  }

  private async step(tx: SqlTx, run: Run, walk: Walk, node: WorkflowNode, done: number): Promise<StepResult> {
    const { definition, nodeId, visit } = walk;
    const step: StepContext = {
      tx,
      run: { ...run, nodeId, visit, versionId: walk.versionId },
      definition,
      nodeId,
      now: run.now,
      key: `run:${run.id}:${nodeId}:${visit}`,
      facts: (names) => runFacts(this.facts, tx, run, names),
    };
    try {
      return await this.actions.run(node, step);
    } catch (error) {
      throw new StepFailed(done, error);
    }
  }

  /** At a wait a run leaves its version for the one its author meant it to move to; false when that ends it. */
  private async changeVersion(tx: SqlTx, to: string, walk: Walk): Promise<boolean> {
    const next = await this.versions.one(tx, to);
    const plan = planMove(walk.definition, next.definition, walk.nodeId, next.mapping);
    walk.moveTo = null;
    if (plan.outcome === 'moves') {
      walk.definition = next.definition;
      walk.versionId = next.id;
      walk.nodeId = plan.to;
    }
    return plan.outcome !== 'stops';
  }
}

/** A wait is over: by the clock, by the event, or because the event did not come. Answers its line of the log. */
function wake({ arrived }: Run, walk: Walk): StepLog {
  const { nodeId, visit } = walk;
  const node = walk.definition.nodes[nodeId]!;
  if (!('next' in node)) throw new Error(`a run waits at "${nodeId}", which is a ${node.kind}`);
  const timedOut = node.kind === 'WAIT_FOR_EVENT' && !arrived;
  walk.nodeId = timedOut ? node.timeout : node.next;
  walk.visit += 1;
  const how = node.kind === 'WAIT_FOR_EVENT' ? { timedOut, ...(arrived ? { event: arrived } : {}) } : {};
  return { visit, nodeId, kind: node.kind, outcome: 'done', detail: how };
}
