import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  Worker,
  type Job as BullJob,
  type WorkerOptions,
} from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import pg from 'pg';
import { Env } from '@platform/config';
import { queueNames, queues, type QueueName } from './queues';

export interface WakeUpData {
  run: number;
}

/** Waits at most two seconds between tries to reconnect: BullMQ's own strategy takes up to twenty. */
const reconnect = (tries: number) => Math.min(tries * 200, 2_000);

/**
 * The one switch between BullMQ on Redis and BullMQ on Postgres. Producers fail fast, because a request waits behind them;
 * workers never give up.
 */
@Injectable()
export class QueueBackend implements OnApplicationShutdown {
  readonly kind: 'redis' | 'postgres';
  readonly queues: ReadonlyMap<QueueName, Queue<WakeUpData>>;
  /** Null on the Postgres backend. */
  readonly redis: Redis | null;
  private readonly logger = new Logger(QueueBackend.name);
  private readonly pool: pg.Pool | null;
  /** Connections that BullMQ was lent; it does not close what it did not open. */
  private readonly clients: Redis[] = [];
  private errors = { seen: 0, loggedAt: 0 };

  constructor(private readonly env: Env) {
    this.kind = env.REDIS_URL ? 'redis' : 'postgres';
    this.redis = env.REDIS_URL ? this.redisClient({ maxRetriesPerRequest: 1, commandTimeout: 1_000 }) : null;
    this.pool = env.REDIS_URL ? null : new pg.Pool({ ...this.postgresConfig(), max: 8 });
    this.pool?.on('error', (error) => this.onError('pool', error));
    this.queues = new Map(queueNames.map((name) => [name, this.createQueue(name)]));
  }

  queue(name: QueueName): Queue<WakeUpData> {
    return this.queues.get(name)!;
  }

  createWorker(
    name: QueueName,
    run: (job: BullJob<WakeUpData>, token?: string) => Promise<unknown>,
  ): Worker<WakeUpData> {
    const { concurrency, lockMs, stalledEveryMs, keepDoneSeconds, keepDoneCount } = queues[name];
    const options: Omit<WorkerOptions, 'connection'> = {
      concurrency,
      autorun: false,
      lockDuration: Math.min(lockMs, this.env.JOB_LEASE_MS),
      stalledInterval: Math.min(stalledEveryMs, this.env.JOB_LEASE_MS),
      // The row counts crashes and quarantines; BullMQ must not fail a job by itself before that.
      maxStalledCount: 1_000,
      // On Postgres a count is kept by reading every finished job at each completion; age has an index, and a disk has room.
      removeOnComplete: { age: keepDoneSeconds, ...(this.redis ? { count: keepDoneCount } : {}) },
      removeOnFail: { age: 7 * 86_400, ...(this.redis ? { count: 5_000 } : {}) },
      settings: {
        backoffStrategy: (_made, _type, error) => (error as { retryInMs?: number }).retryInMs ?? 1_000,
      },
    };
    const worker = this.env.REDIS_URL
      ? new Worker<WakeUpData>(
          name,
          run,
          {
            ...options,
            prefix: this.prefix,
            connection: this.redisClient({ maxRetriesPerRequest: null }),
          } as WorkerOptions,
          createRedisBackend as never,
        )
      : new Worker<WakeUpData>(
          name,
          run,
          { ...options, connection: this.postgresConfig() as never },
          createPostgresBackend as never,
        );
    worker.on('error', (error) => this.onError(`worker ${name}`, error));
    return worker;
  }

  /** A connection for pub/sub that never gives up; it is closed with the others. Only on Redis. */
  createSubscriber(): Redis {
    return this.redisClient({ maxRetriesPerRequest: null, autoResubscribe: false });
  }

  /** A key of this installation that is not BullMQ's. */
  key(name: string): string {
    return `${this.prefix}:${name}`;
  }

  async ping(): Promise<void> {
    if (this.redis) await this.redis.ping();
    else await this.pool!.query('SELECT 1');
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.clients.forEach((client) => client.disconnect());
    await this.pool?.end();
  }

  private get prefix(): string {
    return `{${this.env.QUEUE_PREFIX}}`;
  }

  private createQueue(name: QueueName): Queue<WakeUpData> {
    const defaultJobOptions = { stackTraceLimit: 1 };
    const queue = this.redis
      ? new Queue<WakeUpData>(
          name,
          { prefix: this.prefix, connection: this.redis, defaultJobOptions },
          createRedisBackend as never,
        )
      : new Queue<WakeUpData>(
          name,
          { connection: this.pool as never, defaultJobOptions },
          createPostgresBackend as never,
        );
    queue.on('error', (error) => this.onError(`queue ${name}`, error));
    return queue;
  }

  private redisClient(options: RedisOptions): Redis {
    const client = new Redis(this.env.REDIS_URL!, { retryStrategy: reconnect, ...options });
    client.on('error', (error) => this.onError('redis', error));
    this.clients.push(client);
    return client;
  }

  private postgresConfig(): pg.PoolConfig {
    return {
      connectionString: this.env.DATABASE_URL,
      max: 4,
      options: '-c search_path=bullmq',
      keepAlive: true,
    };
  }

  /** A Redis that refuses writes makes thousands of errors a second: one line a minute tells as much. */
  private onError(where: string, error: Error): void {
    this.errors.seen += 1;
    const now = Date.now();
    if (now - this.errors.loggedAt < 60_000 && this.errors.loggedAt > 0) return;
    this.logger.warn(`${where}: ${error.message} (${this.errors.seen} queue errors since the last report)`);
    this.errors = { seen: 0, loggedAt: now };
  }
}
