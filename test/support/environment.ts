import { randomBytes } from 'node:crypto';
import { Env, parseEnv } from '@platform/config';
import type { TestDatabase } from './database';

export const backendUnderTest = process.env.QUEUE_BACKEND === 'redis' ? 'redis' : 'postgres';

/** The environment of one test installation: its own database, its own keys in Redis, ports chosen by the system. */
export function testEnv(database: TestDatabase, overrides: Partial<Record<keyof Env, string>> = {}): Env {
  return parseEnv({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    REDIS_URL: backendUnderTest === 'redis' ? process.env.TEST_REDIS_URL : undefined,
    QUEUE_PREFIX: `t-${randomBytes(4).toString('hex')}`,
    PORT: '0',
    WORKER_PORT: '0',
    LOG_LEVEL: 'fatal',
    JOB_LEASE_MS: '3000',
    RATE_LIMIT_API: '100000',
    RATE_LIMIT_PUBLIC: '100000',
    RATE_LIMIT_LOGIN: '100000',
    CRON_API_KEY: 'test-cron-key',
    BULL_BOARD_USER: 'operator',
    BULL_BOARD_PASSWORD: 'operator-password',
    ...overrides,
  });
}
