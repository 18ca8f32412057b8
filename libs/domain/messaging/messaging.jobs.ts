import { IsBoolean, IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class SendLanePayload {
  @IsUUID() teamId: string;
  @IsUUID() sourceId: string;
  @IsInt() @Min(0) lane: number;
  /** Of the source when the lane was started: a resume raises it and older lanes end. */
  @IsInt() @Min(0) epoch: number;
  /** Runs of this lane so far. */
  @IsInt() @Min(0) seq: number;
  /** The run starts the other lanes too: it was woken for chunks that became due. */
  @IsOptional() @IsBoolean() fanOut?: boolean;
}

export class ChunkPayload {
  @IsUUID() teamId: string;
  @IsUUID() chunkId: string;
}

export class SourcePayload {
  @IsUUID() teamId: string;
  @IsUUID() sourceId: string;
}

export class LayOutPayload {
  @IsUUID() teamId: string;
  @IsUUID() sourceId: string;
  /** Portions before this one. */
  @IsInt() @Min(0) seq: number;
}

const retries = { attempts: 8, backoff: exponential(2, 60) };

export const messagingJobs = {
  /** Writes the messages of one portion of a frozen audience and enqueues its successor. */
  layOut: defineJob({
    name: 'messaging.lay-out',
    queue: 'campaigns',
    payload: LayOutPayload,
    ...retries,
  }),
  /** Sends one chunk of a source and enqueues its successor. */
  sendLane: defineJob({
    name: 'messaging.send-lane',
    queue: 'campaigns',
    payload: SendLanePayload,
    ...retries,
  }),
  /** Sends one chunk of a single message. */
  sendChunk: defineJob({
    name: 'messaging.send-chunk',
    queue: 'messages',
    payload: ChunkPayload,
    ...retries,
  }),
  /** Looks for evidence of messages whose hand-off has no known outcome. */
  lookUpUncertain: defineJob({
    name: 'messaging.look-up-uncertain',
    queue: 'webhooks',
    payload: ChunkPayload,
    attempts: 6,
    backoff: exponential(60, 3_600),
  }),
  /** Writes to its messages what a cancelled source's chunks already say. */
  writeCancelled: defineJob({
    name: 'messaging.write-cancelled',
    queue: 'maintenance',
    payload: SourcePayload,
    ...retries,
  }),
};
