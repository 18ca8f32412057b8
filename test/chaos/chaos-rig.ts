import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import { Redis as RedisClient } from 'ioredis';
import type pg from 'pg';
import { createSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox';
import { freePort } from '../../scripts/database/embedded';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { backendUnderTest } from '../support/environment';
import { OwnPostgres } from '../support/own-postgres';
import { startRedis, type RedisServer } from '../support/redis-server';
import { ServiceProcess } from '../support/service-process';

export interface RigOptions {
  workers: number;
  env?: Record<string, string>;
  /** A Postgres of this rig alone, to be crashed and started again. */
  ownPostgres?: boolean;
}

const root = path.resolve(import.meta.dirname, '../..');
const entryOf = (app: string) => path.join(root, 'dist/apps', app, 'main.js');

/** How long a worker that died keeps a job, and how long a provider may take. In ms; short, so that recovery shows. */
export const leaseMs = 3_000;
export const providerTimeoutMs = 2_000;

/** A whole installation of real processes on its own database, queue and provider, for one file of faults. */
export class ChaosRig {
  readonly workers: ServiceProcess[] = [];
  api: ServiceProcess;
  apiUrl: string;

  private constructor(
    readonly sandbox: Sandbox,
    readonly database: TestDatabase,
    readonly postgres: OwnPostgres | null,
    /** Null on the Postgres backend. */
    readonly redis: RedisServer | null,
    private readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  static async start(options: RigOptions): Promise<ChaosRig> {
    for (const app of ['api', 'worker']) {
      if (!existsSync(entryOf(app)))
        throw new Error(
          `${entryOf(app)} is missing: faults are injected into built programs (npm run build)`,
        );
    }
    const folder = await mkdtemp(path.join(os.tmpdir(), 'brickwork-chaos-'));
    const postgres = options.ownPostgres ? await OwnPostgres.start() : null;
    const database = postgres ?? (await createTestDatabase());
    const redis = backendUnderTest === 'redis' ? await startRedis({ appendOnly: true }) : null;
    const [sandbox, port] = [await createSandbox({ keepMessages: 50_000 }), await freePort()];
    const apiUrl = `http://127.0.0.1:${port}`;
    // Mail arrives unless a fault says otherwise, so that every difference is the fault's.
    const mix = {
      dropped: 0,
      bounce: 0,
      blocked: 0,
      deferred: 0.02,
      open: 0.2,
      click: 0.05,
      unsubscribe: 0,
      spamreport: 0,
    };
    sandbox.control.configure({
      targetUrl: apiUrl,
      sendgrid: { mix },
      twilio: { mix: { undelivered: 0, failed: 0 } },
    });
    const env = { ...installation(database.url, sandbox, apiUrl, redis?.url), ...options.env };
    const rig = new ChaosRig(sandbox, database, postgres, redis, folder, env);
    rig.apiUrl = apiUrl;
    rig.api = rig.service('api', 'api', { PORT: String(port) }, `${apiUrl}/api/health/ready`);
    for (let index = 0; index < options.workers; index++) await rig.addWorker();
    try {
      await Promise.all([rig.api.start(), ...rig.workers.map((worker) => worker.start())]);
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  /** The login role's connections, past row-level security: for arranging and for oracles. */
  get admin(): pg.Pool {
    return this.database.admin;
  }

  async rows<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.admin.query(sql, values)).rows as T[];
  }

  /** One more worker, not started yet. `env` e.g. for another clock. */
  async addWorker(env: Record<string, string> = {}): Promise<ServiceProcess> {
    const port = await freePort();
    const name = `worker-${this.workers.length + 1}`;
    // Liveness: a worker whose clock is off is alive but not ready.
    const worker = this.service(
      name,
      'worker',
      { WORKER_PORT: String(port), ...env },
      `http://127.0.0.1:${port}/health`,
    );
    this.workers.push(worker);
    return worker;
  }

  /** Runs `work` with a connection to this rig's own Redis. */
  async withRedis<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    if (!this.redis) throw new Error('this backend has no Redis');
    const client = new RedisClient(this.redis.url, { maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  /**
   * Holds back what the provider reports. Reports are evidence: they would settle a lost answer before anything could be sent a
   * second time, and so hide a second sending.
   */
  silence(): void {
    this.sandbox.control.configure({
      sendgrid: { webhooks: { paused: true } },
      twilio: { webhooks: { paused: true } },
    });
  }

  /** Lets the provider report again, what was held back included. */
  report(): void {
    this.sandbox.control.configure({
      sendgrid: { webhooks: { paused: false } },
      twilio: { webhooks: { paused: false } },
    });
  }

  /** Back to a provider without faults, whose reports have all arrived: the next fault starts from rest. */
  async calm(): Promise<void> {
    this.sandbox.control.faults.remove();
    this.report();
    await this.sandbox.control.drained(60_000);
  }

  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.workers].map((service) => service.kill()));
    await this.sandbox.close();
    await this.redis?.stop();
    await this.database.drop();
    if (process.env.CHAOS_LOGS) process.stderr.write(`logs: ${this.folder}\n`);
    else await rm(this.folder, { recursive: true, force: true });
  }

  private service(name: string, app: string, env: Record<string, string>, readyUrl: string): ServiceProcess {
    const logFile = path.join(this.folder, `${name}.log`);
    return new ServiceProcess({ name, entry: entryOf(app), env: { ...this.env, ...env }, readyUrl, logFile });
  }
}

function installation(
  databaseUrl: string,
  sandbox: Sandbox,
  apiUrl: string,
  redisUrl?: string,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    QUEUE_PREFIX: 'chaos',
    PUBLIC_URL: apiUrl,
    SENDGRID_BASE_URL: sandbox.url,
    TWILIO_BASE_URL: sandbox.url,
    SENDGRID_WEBHOOK_PUBLIC_KEY: sandbox.control.sendgridPublicKey,
    LOG_LEVEL: process.env.CHAOS_LOGS ? 'info' : 'warn',
    JOB_LEASE_MS: String(leaseMs),
    PROVIDER_TIMEOUT_MS: String(providerTimeoutMs),
    RATE_LIMIT_API: '100000',
    RATE_LIMIT_PUBLIC: '100000',
    RATE_LIMIT_LOGIN: '100000',
    CRON_API_KEY: 'test-cron-key',
  };
}
