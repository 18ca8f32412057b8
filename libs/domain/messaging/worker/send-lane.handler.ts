import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { ChunksRepository } from '../chunks.repository';
import { Lanes } from '../lanes.service';
import type { messagingJobs, SendLanePayload } from '../messaging.jobs';
import type { ChunkDriver } from '../settlement.service';
import { ChunkSender } from './chunk-sender.service';

/** One run of a lane: one chunk of its source, then its successor at the end of the queue. */
@Injectable()
export class SendLaneHandler implements JobHandler<typeof messagingJobs.sendLane> {
  constructor(
    private readonly sender: ChunkSender,
    private readonly chunks: ChunksRepository,
    private readonly lanes: Lanes,
  ) {}

  async run(lane: SendLanePayload, context: JobContext): Promise<void> {
    await this.sender.send(context, this.driver(lane));
  }

  private driver(lane: SendLanePayload): ChunkDriver {
    const { chunks, lanes } = this;
    return {
      epoch: lane.epoch,
      async claim(tx) {
        if (lane.fanOut) await lanes.fanOut(tx, lane);
        return chunks.claimNext(tx, lane.sourceId, lane.epoch);
      },
      idle: (tx) => lanes.rest(tx, lane),
      // The lane's next run finds what is queued, or asks to be woken for it.
      requeued: async () => undefined,
      next: (tx, pauseUntil) => lanes.next(tx, lane, pauseUntil),
    };
  }
}
