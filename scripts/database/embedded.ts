import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { prepareServerFiles, type ServerFiles } from './embedded-files.ts';

export interface EmbeddedServer {
  url: (database: string) => string;
  port: number;
  pid: number;
  dataDir: string;
  /** Ends sessions and stops cleanly. */
  stop(): Promise<void>;
  /** Stops at once, as a crash would; the next start recovers from the log. */
  crash(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  port?: number;
  /** Tests give up durability for speed; the product never does. */
  fsync?: boolean;
}

const password = 'brickwork';

/** Below where systems take the ports of outgoing connections from: none of those can sit on it before it is used, or between two uses. */
const ports = [12_000, 32_000] as const;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...ports);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Starts a Postgres of our own, listening on loopback only, with data under `dataDir`. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const files = await prepareServerFiles(options.dataDir);
  const fresh = !existsSync(path.join(files.dataDir, 'PG_VERSION'));
  if (fresh) await initialise(files);
  else await stopLeftover(files.dataDir);
  const port = options.port ?? (await freePort());
  const child = await launch(files, port, options.fsync !== false);
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode) return resolve();
      // Without this the waiting process itself would count as idle, and end before its server has.
      child.ref();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  return {
    port,
    pid: child.pid!,
    dataDir: files.dataDir,
    url: (database) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`,
    stop: () => end('SIGINT'),
    crash: () => end('SIGQUIT'),
  };
}

async function initialise({ initdb, dataDir, owner }: ServerFiles): Promise<void> {
  await mkdir(path.dirname(dataDir), { recursive: true, mode: 0o755 });
  await mkdir(dataDir, { mode: 0o700 });
  const passwordFile = path.join(os.tmpdir(), `pg-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) {
    await chown(dataDir, owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  try {
    await run(
      initdb,
      [
        ...[
          '--pgdata',
          dataDir,
          '--username',
          'postgres',
          '--pwfile',
          passwordFile,
          '--auth',
          'scram-sha-256',
        ],
        ...['--encoding', 'UTF8', '--locale', 'C', '--no-instructions'],
      ],
      owner,
    );
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** A server whose parent was killed goes on running; its data folder is ours, so the process is ours to end. */
async function stopLeftover(dataDir: string): Promise<void> {
  const pidFile = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return; // no such process: the server crashed and will clean up by itself
  }
  for (let waited = 0; existsSync(pidFile) && waited < 10_000; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function launch(
  { postgres, dataDir, owner }: ServerFiles,
  port: number,
  fsync: boolean,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Tests run several whole products side by side.
    max_connections: fsync ? '200' : '600',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    log_min_messages: 'error',
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A group of its own: Ctrl-C in the terminal must reach us first, so that the server ends last.
  const child = spawn(postgres, ['-D', dataDir, '-p', String(port), ...args], {
    ...owner,
    cwd: dataDir,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.unref();
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the embedded Postgres did not start (exit ${code}):\n${log}`)),
    );
    child.stderr!.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4_000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  child.removeAllListeners('exit');
  (child.stderr as unknown as { unref(): void }).unref();
  return child;
}

function run(command: string, args: string[], owner: ServerFiles['owner']): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...owner, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} failed:\n${errors}`)),
    );
  });
}
