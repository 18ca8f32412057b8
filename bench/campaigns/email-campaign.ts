import path from 'node:path';
import { total, withCpu, type CpuShare } from './cpu-of.ts';
import { atLeast, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { residentMb } from '../stage/cpu-time.ts';
import { ask } from '../stage/postgres-server.ts';
import { startProduct, type Product } from '../stage/product.ts';
import { startProgram, type Program } from '../stage/programs.ts';
import { note, repository } from '../stage/scratch.ts';
import {
  email,
  forgetRecord,
  quietSandbox,
  recordSummary,
  runCampaign,
  statementsSent,
  teamWithLeads,
} from './campaign-run.ts';

const rounds = 3;
const mostStatements = 0.1;
/** MB */
const mostGrowth = 150;

/** Recipients per second from the launch's 2xx to the last acceptance, one worker, against a bare loop before and after it. */
export async function emailCampaign({
  backends,
  size = 100_000,
  memory,
  profile,
}: BenchOptions): Promise<Figure> {
  const product = await startProduct({
    backend: backends[0]!,
    programs: ['sandbox', 'api', 'worker'],
    profile,
  });
  await quietSandbox(product);
  const bare = await startProgram(path.join(repository, 'bench/campaigns/bare-email.ts'), {
    args: [product.urls.sandbox, product.urls.api],
    env: { DATABASE_URL: product.database },
  });
  const warm = await measure(product, bare, Math.min(size, 10_000));
  await bareRate(product, bare, warm.id);

  const measured: Round[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    // On the rows of the round before, and right after on the round's own.
    const before = await bareRate(product, bare, measured.at(-1)?.id ?? warm.id);
    const ours = await measure(product, bare, size);
    const after = await bareRate(product, bare, ours.id);
    const limit = turn === 0 ? after.perSecond : (before.perSecond + after.perSecond) / 2;
    measured.push({ ...ours, figure: ours.perSecond, limit, bareCpu: after.cpu });
    note(
      `  ${turn + 1}/${rounds}: ${Math.round(ours.perSecond)} recipients/s (${round(ours.layout)} s until the first), bare loop ${Math.round(limit)}`,
    );
  }
  const growth = memory ? await memoryGrowth(product, bare) : undefined;
  await product.stop();
  const { figure, limit, statements, peakMb, layout, cpu, bareCpu } = medianRound(measured);
  return atLeast(
    {
      name: 'email-campaign',
      figure: round(figure),
      limit: round(limit),
      target: 0.5,
      unit: 'recipients/s',
      details: {
        recipients: size,
        backend: backends[0],
        ratios: measured.map((entry) => round(entry.figure / entry.limit)),
        cpuRatio: round(total(bareCpu) / total(cpu)),
        cpuMsPer1000: { product: cpu, bare: bareCpu },
        layoutSeconds: round(layout),
        statementsPerMessage: round(statements),
        mostStatements,
        workerPeakMb: round(peakMb),
        ...(growth ? { memory: { ...growth, mostGrowth } } : {}),
      },
    },
    statements <= mostStatements,
    !growth || growth.growthMb <= mostGrowth,
  );
}

interface Measured {
  id: string;
  perSecond: number;
  layout: number;
  statements: number;
  peakMb: number;
  cpu: CpuShare;
}

interface Round extends Measured {
  figure: number;
  limit: number;
  bareCpu: CpuShare;
}

async function measure(product: Product, bare: Program, size: number): Promise<Measured> {
  const team = await teamWithLeads(product, size);
  const sent = await statementsSent(product);
  let peakMb = 0;
  const sampler = setInterval(
    () => (peakMb = Math.max(peakMb, residentMb(product.services.worker!.pid))),
    100,
  );
  try {
    const { result, cpu } = await withCpu(product, bare, size, () => runCampaign(product, team, email, size));
    const statements = ((await statementsSent(product)) - sent) / size;
    const { id, seconds, layoutSeconds: layout } = result;
    return { id: await sourceOf(product, id), perSecond: size / seconds, layout, statements, peakMb, cpu };
  } finally {
    clearInterval(sampler);
  }
}

async function sourceOf({ database }: Product, campaignId: string): Promise<string> {
  const { id } = await ask<{ id: string }>(
    database,
    `SELECT source_id AS id FROM message_ledger WHERE dedupe_key LIKE $1 LIMIT 1`,
    [`campaign:${campaignId}:%`],
  );
  return id;
}

/** The bare loop's recipients per second on the rows of a campaign that the product has sent, by the same clock: the sandbox's. */
async function bareRate(
  product: Product,
  bare: Program,
  sourceId: string,
): Promise<{ perSecond: number; cpu: CpuShare }> {
  await forgetRecord(product);
  const { recipients } = await bare.ask<{ recipients: number }>({ sourceId }, 600_000);
  const { result, cpu } = await withCpu(product, bare, recipients, () =>
    bare.ask<{ start: number }>({}, 600_000),
  );
  const { email: accepted, rate } = await recordSummary(product);
  if (accepted.accepted !== recipients)
    throw new Error(`the bare loop sent ${accepted.accepted} of ${recipients}`);
  return { perSecond: recipients / ((Date.parse(rate.lastAt!) - result.start) / 1_000), cpu };
}

/** The worker's highest resident memory in a campaign of a million recipients beyond that in one of ten thousand. */
async function memoryGrowth(
  product: Product,
  bare: Program,
): Promise<{ at10kMb: number; at1mMb: number; growthMb: number }> {
  await product.services.worker!.stop();
  await product.start('worker');
  await measure(product, bare, 10_000); // compiled code and caches belong to neither
  const small = await measure(product, bare, 10_000);
  const large = await measure(product, bare, 1_000_000);
  return {
    at10kMb: round(small.peakMb),
    at1mMb: round(large.peakMb),
    growthMb: round(large.peakMb - small.peakMb),
  };
}
