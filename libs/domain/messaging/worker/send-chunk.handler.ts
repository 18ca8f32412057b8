import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { ChunksRepository } from '../chunks.repository';
import type { ChunkPayload, messagingJobs } from '../messaging.jobs';
import { SingleChunks } from '../single-chunks.service';
import { ChunkSender } from './chunk-sender.service';

/** Sends a chunk that has a job of its own: a reply, a test, account mail. */
@Injectable()
export class SendChunkHandler implements JobHandler<typeof messagingJobs.sendChunk> {
  constructor(
    private readonly sender: ChunkSender,
    private readonly chunks: ChunksRepository,
    private readonly singles: SingleChunks,
  ) {}

  async run({ chunkId }: ChunkPayload, context: JobContext): Promise<void> {
    await this.sender.send(context, {
      epoch: null,
      claim: (tx) => this.chunks.claimOne(tx, chunkId),
      // Sent, cancelled, or not due yet because another job of it will come.
      idle: async () => undefined,
      requeued: (tx, chunk, dueAt) => this.singles.enqueue(tx, chunk, dueAt),
      next: async () => undefined,
    });
  }
}
