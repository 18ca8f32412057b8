import { Injectable } from '@nestjs/common';
import { TenantScope, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { sourceDrained } from './messaging.events';
import { messagingJobs, type SendLanePayload } from './messaging.jobs';
import { SourcesRepository } from './sources.repository';

/**
 * Lanes send a source's chunks side by side. Each run sends one chunk and enqueues its successor at the end of the queue, so
 * tenants take turns however much one of them has to send.
 */
@Injectable()
export class Lanes {
  constructor(
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly sources: SourcesRepository,
  ) {}

  async start(tx: SqlTx, sourceId: string): Promise<void> {
    const source = await this.sources.open(tx, sourceId);
    if (!source) return;
    await this.enqueueLanes(tx, sourceId, source.epoch, 0, source.lanes);
  }

  /** The other lanes of a run that was woken for chunks that became due. */
  async fanOut(tx: SqlTx, { sourceId, epoch }: SendLanePayload): Promise<void> {
    const source = await this.sources.open(tx, sourceId);
    if (source?.epoch === epoch) await this.enqueueLanes(tx, sourceId, epoch, 1, source.lanes);
  }

  /** The next run of a lane; `dueAt` when the provider asked for a pause. */
  async next(tx: SqlTx, lane: SendLanePayload, dueAt?: Date): Promise<void> {
    const payload = lanePayload(tx, lane.sourceId, lane.epoch, lane.lane, lane.seq + 1);
    await this.jobs.enqueue(tx, messagingJobs.sendLane, payload, { dueAt, dedupeKey: laneKey(payload) });
  }

  /** Wakes the source when chunks become due. One wake-up per instant, however many lanes ask for it. */
  async wakeAt(tx: SqlTx, sourceId: string, epoch: number, dueAt: Date): Promise<void> {
    const payload = { ...lanePayload(tx, sourceId, epoch, 0, 0), fanOut: true };
    const dedupeKey = `wake:${sourceId}:${epoch}:${dueAt.getTime()}`;
    await this.jobs.enqueue(tx, messagingJobs.sendLane, payload, { dueAt, dedupeKey });
  }

  /** A lane that found nothing due: sees to it that the next chunk will be, or tells that the source is drained. */
  async rest(tx: SqlTx, { sourceId, epoch }: SendLanePayload): Promise<void> {
    // Behind whoever is laying out or resuming: what they add must be seen, or the source would rest for good with work to do.
    await this.sources.lock(tx, sourceId);
    const source = await this.sources.outlook(tx, sourceId);
    if (source?.state !== 'running') return;
    // The lanes of a resume may have ended while this older one still held the last chunk.
    if (source.epoch !== epoch) return this.start(tx, sourceId);
    if (source.dueAt) return this.wakeAt(tx, sourceId, epoch, source.dueAt);
    const drained = await this.sources.markDrained(tx, sourceId, epoch);
    if (drained) await this.events.publish(tx, sourceDrained, { sourceId, kind: drained.kind });
  }

  async writeCancelledLater(tx: SqlTx, sourceId: string): Promise<void> {
    const payload = { teamId: teamOf(tx), sourceId };
    await this.jobs.enqueue(tx, messagingJobs.writeCancelled, payload, { dedupeKey: sourceId });
  }

  private async enqueueLanes(
    tx: SqlTx,
    sourceId: string,
    epoch: number,
    from: number,
    to: number,
  ): Promise<void> {
    const lanes = Array.from({ length: Math.max(0, to - from) }, (_, index) =>
      lanePayload(tx, sourceId, epoch, from + index, 0),
    );
    await this.jobs.enqueueMany(
      tx,
      messagingJobs.sendLane,
      lanes.map((payload) => ({ payload, dedupeKey: laneKey(payload) })),
    );
  }
}

function lanePayload(tx: SqlTx, sourceId: string, epoch: number, lane: number, seq: number): SendLanePayload {
  return { teamId: teamOf(tx), sourceId, lane, epoch, seq };
}

/** Two keys in turn: a successor is enqueued while its predecessor is still unfinished. */
function laneKey({ sourceId, epoch, lane, seq }: SendLanePayload): string {
  return `lane:${sourceId}:${epoch}:${lane}:${seq % 2}`;
}

export function teamOf(tx: SqlTx): string {
  if (!(tx.scope instanceof TenantScope)) throw new TypeError('messages belong to a team');
  return tx.scope.teamId;
}
