import path from 'node:path';
import { atLeast, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { withConnection } from '../stage/postgres-server.ts';
import { startProgram, type Program } from '../stage/programs.ts';
import { note, repository } from '../stage/scratch.ts';
import { forgetAcceptances, lastAcceptance } from './acceptances.ts';
import { startInstallation, type Installation } from './installation.ts';
import { allAccepted } from './ledger.ts';
import { anyHour, Tenant } from './tenant.ts';

const rounds = 3;
/** Eight lanes of the queue `campaigns` with sixteen calls each. */
const concurrency = 8 * 16;

const body = 'Hi {{lead.firstName | default: "there"}}, open house Sunday 1-4 pm. Reply STOP to opt out.';
const bodyFor = (name: string) => `Hi ${name}, open house Sunday 1-4 pm. Reply STOP to opt out.`;

/** Texts per second from the launch's 2xx to the last acceptance, against the bare SDK with as many calls at once. */
export async function smsCampaign({ size = 5_000, backends, profile }: BenchOptions): Promise<Figure> {
  const installation = await startInstallation({ backend: backends[0]!, profile });
  const bare = await startProgram(path.join(repository, 'bench/campaigns/bare-sms.ts'), {
    env: { SANDBOX_URL: installation.sandbox.url },
  });
  const tenant = await Tenant.open(installation, anyHour);
  await tenant.addLeads('bench', size);

  const measured: { figure: number; limit: number }[] = [];
  // The first round compiles the code of both sides and is not counted.
  for (let turn = 0; turn <= rounds; turn += 1) {
    const one = await oneRound(installation, tenant, bare, size);
    note(
      `  ${turn === 0 ? 'warm-up' : `${turn}/${rounds}`}: ${round(one.figure)} texts/s, bare loop ${round(one.limit)}`,
    );
    if (turn > 0) measured.push(one);
  }
  await bare.stop();
  await installation.stop();
  const { figure, limit } = medianRound(measured);
  return atLeast({
    name: 'sms-campaign',
    figure: round(figure),
    limit: round(limit),
    target: 0.7,
    unit: 'texts/s',
    details: {
      backend: backends[0],
      texts: size,
      concurrency,
      ratios: measured.map((one) => round(one.figure / one.limit)),
    },
  });
}

async function oneRound(
  { database, sandbox }: Installation,
  tenant: Tenant,
  bare: Program,
  size: number,
): Promise<{ figure: number; limit: number }> {
  await forgetAcceptances(sandbox.url);
  const { id, launchedAt } = await tenant.launch({ type: 'SMS', body, audience: 'bench' });
  const lastAt = await lastAcceptance(sandbox.url, 'sms', size, 120_000);
  await tenant.completed(id, 60_000);
  await allAccepted(database, id, size);

  const texts = await withConnection(database, (client) =>
    client.query<{ id: string; to: string; name: string }>(
      `SELECT m.id, m.to_address AS to, l.first_name AS name FROM message m JOIN lead l ON l.id = m.lead_id
       WHERE m.source_id = $1 ORDER BY m.id`,
      [id],
    ),
  ).then(({ rows }) => rows.map(({ name, ...text }) => ({ ...text, body: bodyFor(name) })));
  await forgetAcceptances(sandbox.url);
  const { startedAt } = await bare.ask<{ startedAt: number }>({ concurrency, texts });
  const bareLastAt = await lastAcceptance(sandbox.url, 'sms', size, 10_000);
  return {
    figure: (size / (lastAt - launchedAt)) * 1_000,
    limit: (size / (bareLastAt - startedAt)) * 1_000,
  };
}
