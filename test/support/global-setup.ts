import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../scripts/database/embedded';
import { migrate } from '../../scripts/database/migrate';
import { startRedis } from './redis-server';

export const templateDatabase = 'brickwork_template';

const { QUEUE_BACKEND, QUEUE_BACKENDS = QUEUE_BACKEND } = process.env;

/** One Postgres and, for the Redis backend, one Redis per run. Each test file clones the migrated template. */
export default async function globalSetup(): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  if (!process.env.TEST_DATABASE_URL) {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'brickwork-test-'));
    await chmod(dir, 0o755); // root's Postgres runs as another user
    const server = await startEmbeddedPostgres({ dataDir: path.join(dir, 'pg'), fsync: false });
    stops.push(() => server.stop().then(() => rm(dir, { recursive: true, force: true })));
    process.env.TEST_DATABASE_URL = server.url('postgres');
  }
  const admin = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${templateDatabase} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${templateDatabase}`);
  await admin.end();
  const template = new URL(process.env.TEST_DATABASE_URL);
  template.pathname = `/${templateDatabase}`;
  await migrate(template.href);

  if (QUEUE_BACKENDS?.includes('redis') && !process.env.TEST_REDIS_URL) {
    if (process.env.REDIS_URL) process.env.TEST_REDIS_URL = process.env.REDIS_URL;
    else {
      const redis = await startRedis();
      stops.push(() => redis.stop());
      process.env.TEST_REDIS_URL = redis.url;
    }
  }
  (globalThis as { brickworkStops?: typeof stops }).brickworkStops = stops;
}
