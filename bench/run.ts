import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend, Bench, BenchOptions, Figure } from './figure.ts';
import { cleanUp, note } from './stage/scratch.ts';

/** `npm run bench [-- NAME] [--json] [--backend redis|postgres] [--size n] [--memory] [--profile folder]`; see README.md. */
const benches: Record<string, () => Promise<Bench>> = {
  'email-campaign': async () => (await import('./campaigns/email-campaign.ts')).emailCampaign,
  'sms-campaign': async () => (await import('./campaigns/sms-campaign.ts')).smsCampaign,
  'durable-jobs': async () => (await import('./jobs/durable-jobs.ts')).durableJobs,
  lateness: async () => (await import('./jobs/lateness.ts')).lateness,
  'csv-import': async () => (await import('./leads/csv-import.ts')).csvImport,
  'webhook-intake': async () => (await import('./webhooks/webhook-intake.ts')).webhookIntake,
  reminders: async () => (await import('./appointments/reminders.ts')).reminders,
  'list-leads': async () => (await import('./leads/list-leads.ts')).listLeads,
  rescore: async () => (await import('./scoring/rescore.ts')).rescore,
  'workflow-events': async () => (await import('./workflows/workflow-events.ts')).workflowEvents,
  'waiting-runs': async () => (await import('./workflows/waiting-runs.ts')).waitingRuns,
  dashboards: async () => (await import('./analytics/dashboards.ts')).dashboards,
  routes: async () => (await import('./routes/route-latency.ts')).routeLatency,
  boot: async () => (await import('./boot/boot.ts')).boot,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    backend: { type: 'string' },
    size: { type: 'string' },
    memory: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});

let stopping: Promise<void> | undefined;
const stop = (code: number) => (stopping ??= cleanUp().then(() => process.exit(code)));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(130));

const options = readOptions();
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = names.find((name) => !benches[name]);
if (unknown || (options.size !== undefined && positionals.length !== 1)) {
  note(
    unknown
      ? `there is no bench "${unknown}"; there are: ${Object.keys(benches).join(', ')}`
      : '--size needs one bench',
  );
  await stop(2);
}

let kept = true;
const figures: Figure[] = [];
for (const name of names) {
  note(`${name}`);
  try {
    const figure = await (await benches[name]!())(options);
    figures.push(figure);
    kept &&= figure.pass;
    if (values.json) process.stdout.write(`${JSON.stringify(figure)}\n`);
  } catch (error) {
    kept = false;
    note(
      `${name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}
if (!values.json) printTable(figures);
await stop(kept ? 0 : 1);

function readOptions(): BenchOptions {
  const backends: Backend[] = values.backend ? [values.backend as Backend] : ['redis', 'postgres'];
  if (backends.some((backend) => backend !== 'redis' && backend !== 'postgres')) {
    note('--backend is redis or postgres');
    process.exit(2);
  }
  if (values.profile) mkdirSync(values.profile, { recursive: true });
  return {
    backends,
    memory: values.memory,
    ...(values.size ? { size: Number(values.size) } : {}),
    ...(values.profile ? { profile: path.resolve(values.profile) } : {}),
  };
}

function printTable(rows: Figure[]): void {
  const cells = rows.map(({ name, figure, limit, ratio, target, unit, pass }) => [
    name,
    `${figure} ${unit}`,
    String(limit),
    String(ratio),
    String(target),
    pass ? 'kept' : 'MISSED',
  ]);
  const lines = [['name', 'figure', 'limit', 'ratio', 'target', ''], ...cells];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  for (const line of lines)
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}\n`,
    );
}
