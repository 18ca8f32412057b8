import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const claimOf = (dataDir: string) => path.join(dataDir, 'start.pid');

/** One installation per data folder: a second one would take the first one's database for a leftover and stop it. */
export async function claimDataDir(dataDir: string): Promise<void> {
  const holder = Number(await readFile(claimOf(dataDir), 'utf8').catch(() => '0'));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(`Brickwork is running on ${dataDir} already (process ${holder}); stop it first.`);
  }
  await mkdir(dataDir, { recursive: true });
  await writeFile(claimOf(dataDir), String(process.pid));
}

export async function releaseDataDir(dataDir: string): Promise<void> {
  const holder = Number(await readFile(claimOf(dataDir), 'utf8').catch(() => '0'));
  if (holder === process.pid) await rm(claimOf(dataDir), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
