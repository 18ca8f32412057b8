import { Injectable, Logger } from '@nestjs/common';
import { CrossTeamScope, Database, inCompanyOf, type TenantScope } from '@platform/database';
import { conflict, DomainError } from '@platform/errors';
import { IdempotencyRepository } from './idempotency.repository';

export interface IdempotentRequest {
  /** The caller's key, made unique per caller. */
  key: string;
  route: string;
  /** Of all that decides what the request does. */
  hash: string;
}

/** A key taken by this request; it must end in `finish` or `release`. */
export interface IdempotencyClaim {
  key: string;
  claimedAt: Date;
}

export interface StoredAnswer {
  status: number;
  body: unknown;
}

const batch = 5_000;

/**
 * Remembers the first answer to a keyed request for 24 h. What crashes while running blocks its key for 60 s; if it had changed
 * something by then, the key is never given to a second request.
 */
@Injectable()
export class Idempotency {
  private readonly logger = new Logger(Idempotency.name);

  constructor(
    private readonly database: Database,
    private readonly records: IdempotencyRepository,
  ) {}

  /**
   * Takes the key for this request, or answers what the first one was answered.
   * @throws DomainError unprocessable/idempotency_key_reused · conflict/idempotency_in_progress ·
   *   conflict/idempotency_answer_lost when the first one was done but died before its answer was stored
   */
  async begin(
    scope: TenantScope,
    { key, route, hash }: IdempotentRequest,
  ): Promise<IdempotencyClaim | StoredAnswer> {
    return this.database.sql(scope, async (tx) => {
      const claimedAt = await this.records.claim(tx, key, route, hash);
      if (claimedAt) return { key, claimedAt };
      const first = await this.records.find(tx, key);
      // Released between the two statements: the first failed on our side, and the caller may try again at once.
      if (!first) throw inProgress();
      if (first.route !== route || first.requestHash !== hash) {
        throw new DomainError(
          'unprocessable',
          'idempotency_key_reused',
          'This Idempotency-Key belongs to another request.',
        );
      }
      if (first.lost) throw answerLost();
      if (!first.finished || first.status === null) throw inProgress();
      return { status: first.status, body: first.body };
    });
  }

  /** Runs what the key was taken for: its changes and the note that they were made are one commit. */
  run<T>(scope: TenantScope, { key, claimedAt }: IdempotencyClaim, work: () => T): T {
    return inCompanyOf({ scope, record: (tx) => this.records.markDone(tx, key, claimedAt) }, work);
  }

  /** Stores the answer. A failure to do so is logged: the request itself has succeeded. */
  async finish(scope: TenantScope, claim: IdempotencyClaim, { status, body }: StoredAnswer): Promise<void> {
    await this.settle(
      this.database.sql(scope, (tx) =>
        this.records.finish(tx, claim.key, claim.claimedAt, status, JSON.stringify(body ?? null)),
      ),
    );
  }

  /** Gives the key back: the request did nothing and may be sent again. */
  async release(scope: TenantScope, claim: IdempotencyClaim): Promise<void> {
    await this.settle(this.database.sql(scope, (tx) => this.records.release(tx, claim.key, claim.claimedAt)));
  }

  /** Removes answers older than 24 h. Answers how many. */
  async prune(): Promise<number> {
    let removed = 0;
    for (let last = batch; last === batch; removed += last) {
      last = await this.database.sql(CrossTeamScope.system, (tx) => this.records.prune(tx, batch));
    }
    return removed;
  }

  private async settle(work: Promise<void>): Promise<void> {
    await work.catch((error: Error) =>
      this.logger.warn(`an idempotency key was not settled: ${error.message}`),
    );
  }
}

function answerLost(): DomainError {
  return conflict(
    'idempotency_answer_lost',
    'The first request with this key was carried out, but its answer was lost. See what it did before you send it under another key.',
  );
}

function inProgress(): DomainError {
  const { kind, code, message } = conflict(
    'idempotency_in_progress',
    'The first request with this key is still running.',
  );
  return new DomainError(kind, code, message, { retryAfterSeconds: 1 });
}
