import { Injectable } from '@nestjs/common';
import { teamOf, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Jobs } from '@platform/jobs';
import { laneKey } from './lane-key.sql';
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
    // A lane that runs is left alone: a second one of its number would send a chunk more than lanes are wanted.
    const idle = await this.sources.idleLanes(tx, sourceId, source);
    await this.enqueueLanes(tx, sourceId, source.epoch, idle);
  }

  /** The other lanes of a run that was woken for chunks that became due. */
  async fanOut(tx: SqlTx, { sourceId, epoch }: SendLanePayload): Promise<void> {
    const source = await this.sources.open(tx, sourceId);
    if (source?.epoch !== epoch) return;
    await this.enqueueLanes(
      tx,
      sourceId,
      epoch,
      (await this.sources.idleLanes(tx, sourceId, source)).filter((lane) => lane > 0),
    );
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
  async rest(tx: SqlTx, lane: SendLanePayload): Promise<void> {
    const { sourceId, epoch } = lane;
    // Behind whoever is laying out or resuming: what they add must be seen, or the source would rest for good with work to do.
    await this.sources.lock(tx, sourceId);
    const source = await this.sources.outlook(tx, sourceId);
    if (source?.state !== 'running') return;
    // The lanes of a resume may have ended while this older one still held the last chunk.
    if (source.epoch !== epoch) return this.start(tx, sourceId);
    if (await this.sources.hasFreeChunk(tx, sourceId)) return this.next(tx, lane);
    if (source.dueAt) return this.wakeAt(tx, sourceId, epoch, source.dueAt);
    const drained = await this.sources.markDrained(tx, sourceId, epoch);
    if (drained) await this.events.publish(tx, sourceDrained, { sourceId, kind: drained.kind });
  }

  /** `part`: of a layout that goes on behind the cancellation; what an earlier job has passed by is not left out. */
  async writeCancelledLater(tx: SqlTx, sourceId: string, part?: number | null): Promise<void> {
    const payload = { teamId: teamOf(tx), sourceId };
    const dedupeKey = part === undefined || part === null ? sourceId : `${sourceId}:${part}`;
    await this.jobs.enqueue(tx, messagingJobs.writeCancelled, payload, { dedupeKey });
  }

  private async enqueueLanes(tx: SqlTx, sourceId: string, epoch: number, lanes: number[]): Promise<void> {
    if (lanes.length === 0) return;
    await this.jobs.enqueueMany(
      tx,
      messagingJobs.sendLane,
      lanes.map((lane) => {
        const payload = lanePayload(tx, sourceId, epoch, lane, 0);
        return { payload, dedupeKey: laneKey(payload) };
      }),
    );
  }
}

function lanePayload(tx: SqlTx, sourceId: string, epoch: number, lane: number, seq: number): SendLanePayload {
  return { teamId: teamOf(tx), sourceId, lane, epoch, seq };
}
