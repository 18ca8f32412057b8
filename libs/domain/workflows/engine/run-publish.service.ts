import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { Definition, MoveMapping, NodeId, RunningChoice } from '../definition/definition.types';
import { planMove } from '../definition/plan-move';
import { RunExits } from './run-exits.service';
import { RunPublishRepository, type RunPlace } from './run-publish.repository';
import { RunWakeUps } from './run-wake-ups.service';
import { VersionsRepository, type Version } from './versions.repository';

/** Runs changed in one transaction. */
const portionSize = 1_000;

/** The live runs at one step, and what would become of them. */
export interface PlacePreview {
  versionNumber: number;
  nodeId: NodeId;
  leads: number;
  /** Of them, those that wait there. */
  waiting: number;
  /** `finishes`: on its version. `moves`: to `to`. `stops`: its run ends. */
  becomes: 'finishes' | 'moves' | 'stops';
  to?: NodeId;
  /** Why it stays although the author wants to move leads. */
  because?: 'step_gone' | 'kind_changed';
}

/** What a publish does to the leads under way, and beforehand how many they are. */
@Injectable()
export class RunPublish {
  constructor(
    private readonly repository: RunPublishRepository,
    private readonly versions: VersionsRepository,
    private readonly exits: RunExits,
    private readonly wakeUps: RunWakeUps,
  ) {}

  /** Who would finish, move or stop if `next` were published now. */
  async preview(
    tx: SqlTx,
    workflowId: string,
    next: Definition,
    { running, mapping = {} }: { running: RunningChoice; mapping?: MoveMapping },
  ): Promise<PlacePreview[]> {
    const places = await this.repository.places(tx, workflowId);
    const versions = await this.versions.many(
      tx,
      places.map(({ versionId }) => versionId),
    );
    const byStep = Map.groupBy(places, ({ versionId, nodeId }) => `${versionId} ${nodeId}`);
    return [...byStep.values()].map((all) =>
      previewOf(all, versions.get(all[0]!.versionId)!, next, running, mapping),
    );
  }

  /** Does one portion of what the author chose; true when there is more. Safe to repeat. */
  async settle(tx: SqlTx, workflowId: string, versionId: string): Promise<boolean> {
    const to = await this.versions.one(tx, versionId);
    if (to.running === 'finish') return false;
    if (to.running === 'stop') {
      const meant = { workflowId, notVersionId: versionId, limit: portionSize };
      const ended = await this.exits.end(tx, meant, { state: 'exited', reason: 'stopped_by_publish' });
      return ended.length === portionSize;
    }
    // First those under way: a run that reaches a wait behind this statement moves by itself.
    await this.repository.markRunning(tx, workflowId, versionId);
    for (const { versionId: from, nodeId, waiting } of await this.repository.places(tx, workflowId)) {
      if (!waiting || from === versionId) continue;
      if (await this.moveFrom(tx, { workflowId, versionId: from, nodeId }, to)) return true;
    }
    return false;
  }

  /** True when something was moved: the places are looked at again then. */
  private async moveFrom(
    tx: SqlTx,
    place: { workflowId: string; versionId: string; nodeId: string },
    to: Version,
  ): Promise<boolean> {
    const from = await this.versions.one(tx, place.versionId);
    const plan = planMove(from.definition, to.definition, place.nodeId, to.mapping);
    if (plan.outcome === 'stays') return false;
    if (plan.outcome === 'stops') {
      const ids = await this.repository.waitingAt(tx, place, portionSize);
      await this.exits.end(tx, { ids }, { state: 'exited', reason: 'stopped_by_publish' });
      return ids.length > 0;
    }
    const before = from.definition.nodes[place.nodeId];
    const after = to.definition.nodes[plan.to];
    const keepWaiting = before !== undefined && before.kind === after?.kind;
    const moved = await this.repository.moveWaiting(
      tx,
      place,
      { versionId: to.id, nodeId: plan.to, keepWaiting },
      portionSize,
    );
    if (!keepWaiting)
      await this.wakeUps.enqueue(
        tx,
        moved.map((run) => ({ ...run, dueAt: null })),
      );
    return moved.length > 0;
  }

  /** Ends the live runs of a workflow that was deleted; true when there are more. */
  async endAll(tx: SqlTx, workflowId: string): Promise<boolean> {
    const meant = { workflowId, limit: portionSize };
    const ended = await this.exits.end(tx, meant, { state: 'exited', reason: 'workflow_deleted' });
    return ended.length === portionSize;
  }
}

function previewOf(
  places: readonly RunPlace[],
  from: Version,
  draft: Definition,
  running: RunningChoice,
  mapping: MoveMapping,
): PlacePreview {
  const { nodeId } = places[0]!;
  const leads = places.reduce((sum, { count }) => sum + count, 0);
  const waiting = places.reduce((sum, place) => sum + (place.waiting ? place.count : 0), 0);
  const place = { versionNumber: from.number, nodeId, leads, waiting };
  if (running === 'finish') return { ...place, becomes: 'finishes' };
  if (running === 'stop') return { ...place, becomes: 'stops' };
  const plan = planMove(from.definition, draft, nodeId, mapping);
  if (plan.outcome === 'moves') return { ...place, becomes: 'moves', to: plan.to };
  if (plan.outcome === 'stops') return { ...place, becomes: 'stops' };
  return { ...place, becomes: 'finishes', because: plan.because };
}
