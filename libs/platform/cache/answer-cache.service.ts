import { Injectable } from '@nestjs/common';
import { sha256Hex } from '@platform/crypto';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { AnswerStores } from './answer-stores.service';
import { CachedAnswersRepository } from './cached-answers.repository';
import { Turns } from './turns';

/** So many answers one process works out at once: whoever asks for dashboards must not take all connections from everyone else. */
const atOnce = 4;

/**
 * Answers that cost a lot and may be some minutes old. What is kept belongs to a team and, where the scope has a viewer, to that viewer
 * alone; nobody can ask without a scope. However many ask, one works it out: in this process they share one promise, and between
 * processes a lock of Postgres has the others wait and then read what was stored.
 */
@Injectable()
export class AnswerCache {
  private readonly running = new Map<string, Promise<unknown>>();
  private readonly turns = new Turns(atOnce);

  constructor(
    private readonly database: Database,
    private readonly stores: AnswerStores,
    private readonly repository: CachedAnswersRepository,
  ) {}

  /**
   * The answer kept under `name`, or that of `workOut`, kept for so many seconds. `name` states everything that the answer depends on
   * besides the scope. An answer is plain JSON: its dates are strings. What was begun before a `forget` is not given after it.
   */
  async through<T extends object>(
    scope: TenantScope,
    name: string,
    seconds: number,
    workOut: (tx: SqlTx) => Promise<T>,
  ): Promise<T> {
    const key = `${scope.viewerId ?? 'team'}:${sha256Hex(name).slice(0, 32)}`;
    const { generation, answer } = await this.stores.find(scope, key);
    if (answer !== undefined) return answer as T;
    const flight = `${scope.teamId}:${key}:${generation}`;
    let running = this.running.get(flight);
    if (!running) {
      running = this.turns
        .take(() => this.workOut(scope, key, seconds, workOut))
        .finally(() => this.running.delete(flight));
      this.running.set(flight, running);
    }
    return running as Promise<T>;
  }

  /** What the team's answers were made of has changed: none of them is given any more. @throws when the store is away */
  async forget(scope: TenantScope): Promise<void> {
    await this.stores.forget(scope);
  }

  private async workOut<T extends object>(
    scope: TenantScope,
    key: string,
    seconds: number,
    workOut: (tx: SqlTx) => Promise<T>,
  ): Promise<T> {
    return this.database.sql(scope, async (tx) => {
      await this.repository.lock(tx, key);
      // Somebody else may have been in front; and the generation is read before the first figure is.
      const { generation, answer } = await this.stores.find(scope, key, tx);
      if (answer !== undefined) return answer as T;
      const fresh = JSON.parse(JSON.stringify(await workOut(tx))) as T;
      await this.stores.store(scope, tx, key, { generation, answer: fresh }, seconds);
      return fresh;
    });
  }
}
