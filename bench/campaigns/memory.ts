import { round, type BenchOptions } from '../figure.ts';
import { residentMb } from '../stage/cpu-time.ts';
import { note } from '../stage/scratch.ts';
import { forgetAcceptances, lastAcceptance } from './acceptances.ts';
import { startInstallation } from './installation.ts';
import { allAccepted } from './ledger.ts';
import { Tenant } from './tenant.ts';

const sizes = [10_000, 1_000_000] as const;

/** How much more memory a worker holds at its highest while it sends a million mails than while it sends 10,000. In MB. */
export async function memoryGrowth(
  { backends }: BenchOptions,
  mail: { subject: string; body: string },
): Promise<{ small: number; large: number; growth: number }> {
  const installation = await startInstallation({ backend: backends[0]! });
  const tenant = await Tenant.open(installation);
  const peaks: number[] = [];
  for (const size of sizes) {
    await tenant.addLeads(`memory-${size}`, size);
    await forgetAcceptances(installation.sandbox.url);
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, residentMb(installation.worker.pid))), 100);
    const { id, launchedAt } = await tenant.launch({ type: 'EMAIL', ...mail, audience: `memory-${size}` });
    const lastAt = await lastAcceptance(installation.sandbox.url, 'email', size, 1_800_000);
    await tenant.completed(id, 120_000);
    clearInterval(watch);
    await allAccepted(installation.database, id, size);
    peaks.push(peak);
    note(
      `  worker at ${size} recipients: ${Math.round(peak)} MB at most, ${round((lastAt - launchedAt) / 1_000)} s`,
    );
  }
  await installation.stop();
  const [small, large] = peaks as [number, number];
  return { small: round(small), large: round(large), growth: round(large - small) };
}
