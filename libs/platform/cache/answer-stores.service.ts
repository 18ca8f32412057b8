import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Env } from '@platform/config';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { CachedAnswersRepository, type Found } from './cached-answers.repository';

/** A Redis that has not answered by then is passed by, in ms. */
const answerWithin = 500;
/** Longer than any answer is kept: a generation that is forgotten may begin anew, as nothing is left of the old ones. */
const generationSeconds = 86_400;

/** Where answers are kept: in Redis when there is one, else in Postgres. */
@Injectable()
export class AnswerStores implements OnApplicationShutdown {
  private readonly logger = new Logger(AnswerStores.name);
  private readonly redis: Redis | null;
  private complainedAt = 0;

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly repository: CachedAnswersRepository,
  ) {
    this.redis = env.REDIS_URL
      ? new Redis(env.REDIS_URL, { maxRetriesPerRequest: 1, commandTimeout: answerWithin })
      : null;
    this.redis?.on('error', (error) => this.complain(error));
  }

  /** Within `tx` where there is one. A Redis that is away knows nothing. */
  async find(scope: TenantScope, key: string, tx?: SqlTx): Promise<Found> {
    if (!this.redis) {
      if (tx) return this.repository.find(tx, key);
      return this.database.sql(scope, (own) => this.repository.find(own, key));
    }
    try {
      const [generation, stored] = await this.redis.mget(
        this.generationKey(scope),
        this.answerKey(scope, key),
      );
      const now = Number(generation ?? 0);
      const entry = stored ? (JSON.parse(stored) as Required<Found>) : undefined;
      return entry?.generation === now ? entry : { generation: now };
    } catch (error) {
      this.complain(error as Error);
      return { generation: -1 };
    }
  }

  async store(
    scope: TenantScope,
    tx: SqlTx,
    key: string,
    entry: Required<Found>,
    seconds: number,
  ): Promise<void> {
    if (!this.redis) return this.repository.store(tx, key, entry.generation, entry.answer, seconds);
    if (entry.generation < 0) return;
    try {
      await this.redis.set(this.answerKey(scope, key), JSON.stringify(entry), 'EX', seconds);
    } catch (error) {
      this.complain(error as Error);
    }
  }

  /** @throws when Redis is away: whoever forgets must try again. */
  async forget(scope: TenantScope): Promise<void> {
    if (!this.redis) {
      await this.database.sql(scope, (tx) => this.repository.raiseGeneration(tx));
      return;
    }
    const key = this.generationKey(scope);
    const results = await this.redis.multi().incr(key).expire(key, generationSeconds).exec();
    const failed = results?.find(([error]) => error)?.[0];
    if (failed) throw failed;
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }

  private generationKey({ teamId }: TenantScope): string {
    return `{${this.env.QUEUE_PREFIX}}:answers:${teamId}:generation`;
  }

  private answerKey({ teamId }: TenantScope, key: string): string {
    return `{${this.env.QUEUE_PREFIX}}:answers:${teamId}:${key}`;
  }

  /** One line a minute. */
  private complain(error: Error): void {
    if (Date.now() - this.complainedAt < 60_000) return;
    this.complainedAt = Date.now();
    this.logger.warn(`answers are not kept just now: ${error.message}`);
  }
}
