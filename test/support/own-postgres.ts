import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedServer } from '../../scripts/database/embedded';
import type { TestDatabase } from './database';

const migrateScript = path.resolve(import.meta.dirname, '../../scripts/db-migrate.ts');

/** A Postgres server for one test alone, durable as in production, that can be crashed and started again in place. */
export class OwnPostgres implements TestDatabase {
  readonly admin: pg.Pool;

  private constructor(
    private server: EmbeddedServer,
    private readonly folder: string,
  ) {
    this.admin = new pg.Pool({ connectionString: this.url, max: 4 });
    this.admin.on('error', () => undefined); // killed on purpose
  }

  static async start(): Promise<OwnPostgres> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'brickwork-own-pg-'));
    await chmod(folder, 0o755); // root's Postgres runs as another user
    const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'pg') });
    // In a process of its own, as a release does: the engine is WebAssembly, and one process takes one run of it.
    const env = { ...process.env, DATABASE_URL: server.url('postgres') };
    await promisify(execFile)(process.execPath, [migrateScript], { env });
    return new OwnPostgres(server, folder);
  }

  get url(): string {
    return this.server.url('postgres');
  }

  /** Ends at once, without a checkpoint, as `pg_ctl stop -m immediate` does. */
  crash(): Promise<void> {
    return this.server.crash();
  }

  /** On the same port and data; recovers from its log. */
  async startAgain(): Promise<void> {
    const { dataDir, port } = this.server;
    this.server = await startEmbeddedPostgres({ dataDir, port });
  }

  async drop(): Promise<void> {
    await this.admin.end();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
