import { round } from '../figure.ts';
import { cpuTime } from '../stage/cpu-time.ts';
import { postgresPid } from '../stage/postgres-server.ts';
import type { Product } from '../stage/product.ts';
import type { Program } from '../stage/programs.ts';

/** CPU in ms per 1,000 messages, by process: what the clock shows on a machine that is shared is not only ours. */
export type CpuShare = Record<string, number>;

/** Runs `work` for `count` messages and tells what it cost each process. */
export async function withCpu<T>(
  product: Product,
  bare: Program,
  count: number,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: CpuShare }> {
  const pids = {
    postgres: await postgresPid(),
    sandbox: product.services.sandbox!.pid,
    api: product.services.api!.pid,
    worker: product.services.worker!.pid,
    bare: bare.child.pid!,
  };
  const now = () => Object.entries(pids).map(([name, pid]) => [name, cpuTime([pid])] as const);
  const before = now();
  const result = await work();
  const cpu = now().map(
    ([name, ms], index) => [name, round(((ms - before[index]![1]) * 1_000) / count)] as const,
  );
  return { result, cpu: Object.fromEntries(cpu) };
}

export const total = (cpu: CpuShare): number => Object.values(cpu).reduce((sum, ms) => sum + ms, 0);
