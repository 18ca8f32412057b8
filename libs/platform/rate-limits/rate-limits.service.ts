import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterStoreAbstract,
} from 'rate-limiter-flexible';
import { Env } from '@platform/config';
import { sha256Hex } from '@platform/crypto';

export interface RateLimit {
  /** Short and stable: part of the counter's key. */
  name: string;
  points: number;
  seconds: number;
}

export interface RateState {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Whole seconds until the counter starts again. */
  resetSeconds: number;
}

/** A store that has not answered by then is passed by, in ms; and after a failure it is left alone for a while. */
const answerWithin = 500;
const restAfterFailure = 2_000;

/** Counters that all replicas share: in Redis when there is one, else in Postgres. Without their store nobody is refused. */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly logger = new Logger(RateLimits.name);
  private readonly redis: Redis | null;
  private readonly pool: pg.Pool | null;
  private readonly limiters = new Map<string, RateLimiterStoreAbstract>();
  private restUntil = 0;

  constructor(private readonly env: Env) {
    this.redis = env.REDIS_URL
      ? new Redis(env.REDIS_URL, { maxRetriesPerRequest: 1, commandTimeout: answerWithin })
      : null;
    this.redis?.on('error', (error) => this.storeFailed(error));
    this.pool = env.REDIS_URL
      ? null
      : new pg.Pool({
          connectionString: env.DATABASE_URL,
          max: 4,
          connectionTimeoutMillis: answerWithin,
          query_timeout: answerWithin,
          application_name: 'brickwork-limits',
        });
    this.pool?.on('error', (error) => this.storeFailed(error));
  }

  /** Counts one try under `key`. Keys may hold personal data: they are stored hashed. Undefined when the store is away. */
  async consume(limit: RateLimit, key: string): Promise<RateState | undefined> {
    if (Date.now() < this.restUntil) return undefined;
    try {
      return stateOf(limit, true, await this.limiter(limit).consume(sha256Hex(key).slice(0, 32)));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return stateOf(limit, false, refusal);
      this.storeFailed(refusal as Error);
      return undefined;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.disconnect();
    await this.pool?.end();
  }

  private limiter(limit: RateLimit): RateLimiterStoreAbstract {
    const name = `${limit.name}-${limit.points}-${limit.seconds}`;
    let limiter = this.limiters.get(name);
    if (!limiter) {
      const options = {
        keyPrefix: `${this.env.QUEUE_PREFIX}:limit:${name}`,
        points: limit.points,
        duration: limit.seconds,
        // Who is over the limit is refused from memory: a flood does not reach the store.
        inMemoryBlockOnConsumed: limit.points + 1,
      };
      limiter = this.redis
        ? new RateLimiterRedis({ ...options, storeClient: this.redis })
        : new RateLimiterPostgres({
            ...options,
            storeClient: this.pool,
            storeType: 'pool',
            tableName: 'rate_limit',
            tableCreated: true,
            clearExpiredByTimeout: true,
          });
      this.limiters.set(name, limiter);
    }
    return limiter;
  }

  private storeFailed(error: Error): void {
    if (Date.now() >= this.restUntil)
      this.logger.warn(`rate limits are not counted just now: ${error.message}`);
    this.restUntil = Date.now() + restAfterFailure;
  }
}

function stateOf({ points, seconds }: RateLimit, allowed: boolean, answer: RateLimiterRes): RateState {
  const resetSeconds = Math.min(Math.max(1, Math.ceil(answer.msBeforeNext / 1_000)), seconds);
  return { allowed, limit: points, remaining: Math.max(0, answer.remainingPoints), resetSeconds };
}
