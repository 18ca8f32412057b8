import { Injectable } from '@nestjs/common';
import { teamOf, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { messagingJobs } from './messaging.jobs';

/** Chunks of sources without lanes have a job each. */
@Injectable()
export class SingleChunks {
  constructor(private readonly jobs: Jobs) {}

  /** `fence` is the chunk's own: every claim raises it by one. */
  async enqueue(tx: SqlTx, chunk: { id: string; fence: number }, dueAt?: Date): Promise<void> {
    const payload = { teamId: teamOf(tx), chunkId: chunk.id };
    await this.jobs.enqueue(tx, messagingJobs.sendChunk, payload, { dueAt, dedupeKey: chunkKey(chunk) });
  }
}

/** Two keys in turn: a chunk that is put back gets its next job while the one that claimed it is still unfinished. */
function chunkKey({ id, fence }: { id: string; fence: number }): string {
  return `${id}:${fence % 2}`;
}
