import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own tick is (proc(5), sysconf(_SC_CLK_TCK)). */
const tickMs = 10;

interface Stat {
  pid: number;
  parent: number;
  /** Own CPU time and that of children that have ended, in ticks. */
  ticks: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { pid, parent: fields[1]!, ticks: fields[11]! + fields[12]! + fields[13]! + fields[14]! };
  } catch {
    return undefined; // it ended between the listing and the reading
  }
}

/**
 * CPU time in ms that the processes `roots` and their descendants have used so far; NaN where there is no /proc. What a busy
 * machine does to others changes seconds on the clock, but hardly this.
 */
export function cpuTime(roots: number[]): number {
  let all: Stat[];
  try {
    all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => statOf(Number(pid)) ?? []);
  } catch {
    return Number.NaN;
  }
  const counted = new Set(roots);
  for (let grew = true; grew;) {
    const before = counted.size;
    for (const { pid, parent } of all) if (counted.has(parent)) counted.add(pid);
    grew = counted.size > before;
  }
  return all.filter(({ pid }) => counted.has(pid)).reduce((sum, { ticks }) => sum + ticks * tickMs, 0);
}

/** Resident memory of one process in MB; NaN where there is no /proc. */
export function residentMb(pid: number): number {
  try {
    const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb) / 1_024;
  } catch {
    return Number.NaN;
  }
}
