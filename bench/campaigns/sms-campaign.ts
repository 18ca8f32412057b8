import path from 'node:path';
import { total, withCpu, type CpuShare } from './cpu-of.ts';
import { atLeast, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { withConnection } from '../stage/postgres-server.ts';
import { startProduct, type Product, type Team } from '../stage/product.ts';
import { startProgram, type Program } from '../stage/programs.ts';
import { note, repository } from '../stage/scratch.ts';
import {
  forgetRecord,
  quietSandbox,
  recordSummary,
  runCampaign,
  statementsSent,
  teamWithLeads,
  text,
} from './campaign-run.ts';

const rounds = 5;
/** Texts of one team under way at once in one worker. */
const concurrency = 128;
/** Both sides compile while they send their first thousands; a worker in service has done so. */
const warmUp = 5_000;

/** Texts per second from the launch's 2xx to the last acceptance, one worker, against the bare SDK before and after it. */
export async function smsCampaign({ backends, size = 10_000, profile }: BenchOptions): Promise<Figure> {
  const product = await startProduct({
    backend: backends[0]!,
    programs: ['sandbox', 'api', 'worker'],
    profile,
  });
  await quietSandbox(product);
  const bare = await startProgram(path.join(repository, 'bench/campaigns/bare-sms.ts'), {
    args: [product.urls.sandbox, product.urls.api, String(concurrency)],
  });
  const warm = await teamWithLeads(product, warmUp);
  await runCampaign(product, warm, text, warmUp);
  await bareRate(product, bare, warm);

  const measured: {
    figure: number;
    limit: number;
    statements: number;
    layout: number;
    cpu: CpuShare;
    bareCpu: CpuShare;
  }[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const team = await teamWithLeads(product, size);
    const before = await bareRate(product, bare, team);
    const sent = await statementsSent(product);
    const { result, cpu } = await withCpu(product, bare, size, () => runCampaign(product, team, text, size));
    const statements = ((await statementsSent(product)) - sent) / size;
    const after = await bareRate(product, bare, team);
    const limit = (before.perSecond + after.perSecond) / 2;
    measured.push({
      figure: size / result.seconds,
      limit,
      statements,
      layout: result.layoutSeconds,
      cpu,
      bareCpu: after.cpu,
    });
    note(
      `  ${turn + 1}/${rounds}: ${Math.round(size / result.seconds)} texts/s (${round(result.layoutSeconds)} s until the first), bare SDK ${Math.round(limit)}`,
    );
  }
  await product.stop();
  const { figure, limit, statements, layout, cpu, bareCpu } = medianRound(measured);
  return atLeast({
    name: 'sms-campaign',
    figure: round(figure),
    limit: round(limit),
    target: 0.7,
    unit: 'texts/s',
    details: {
      texts: size,
      warmUp,
      concurrency,
      backend: backends[0],
      ratios: measured.map((entry) => round(entry.figure / entry.limit)),
      cpuRatio: round(total(bareCpu) / total(cpu)),
      cpuMsPer1000: { product: cpu, bare: bareCpu },
      layoutSeconds: round(layout),
      statementsPerMessage: round(statements),
    },
  });
}

/** The bare SDK's texts per second to the team's leads, by the sandbox's clock. */
async function bareRate(
  product: Product,
  bare: Program,
  team: Team,
): Promise<{ perSecond: number; cpu: CpuShare }> {
  const { rows: texts } = await withConnection(product.database, (client) =>
    client.query(
      `SELECT id, team_id AS team, phone AS "to",
         'Hi ' || first_name || ', Bell Realty here: open house Sunday 1-4 pm in ' || city || '. Reply STOP to opt out.' AS body
       FROM lead WHERE team_id = $1`,
      [team.id],
    ),
  );
  await forgetRecord(product);
  const { result, cpu } = await withCpu(product, bare, texts.length, () =>
    bare.ask<{ start: number }>({ texts }, 300_000),
  );
  const { sms, rate } = await recordSummary(product);
  if (sms.accepted !== texts.length) throw new Error(`the bare SDK sent ${sms.accepted} of ${texts.length}`);
  return { perSecond: texts.length / ((Date.parse(rate.lastAt!) - result.start) / 1_000), cpu };
}
