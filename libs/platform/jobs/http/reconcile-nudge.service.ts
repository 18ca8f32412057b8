import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '@platform/errors';
import { QueueBackend } from '@platform/jobs';

/** The schedule that looks for due and lost jobs; see worker/maintenance.ts. */
const tick = 'jobs.reconcile';

/** Has a worker look for due work now instead of at its next tick, two seconds later at most. Asking often is harmless. */
@Injectable()
export class ReconcileNudge {
  private readonly logger = new Logger(ReconcileNudge.name);

  constructor(private readonly backend: QueueBackend) {}

  /** @throws DomainError unavailable/queue_unavailable */
  async nudge(): Promise<void> {
    try {
      // One id: a nudge that still waits is enough.
      const options = { jobId: 'nudge', attempts: 1, removeOnComplete: true, removeOnFail: true };
      await this.backend.queue('maintenance').add(tick, { run: 0 }, options);
    } catch (error) {
      this.logger.warn(`a nudge did not reach the queue: ${(error as Error).message}`);
      throw new DomainError('unavailable', 'queue_unavailable', 'The queue cannot be reached just now.', {
        retryAfterSeconds: 5,
      });
    }
  }
}
