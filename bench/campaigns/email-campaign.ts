import path from 'node:path';
import { atLeast, median, medianRound, round, type BenchOptions, type Figure } from '../figure.ts';
import { cpuTime } from '../stage/cpu-time.ts';
import { postgresPid } from '../stage/postgres-server.ts';
import { startProgram, type Program } from '../stage/programs.ts';
import { note, repository } from '../stage/scratch.ts';
import { forgetAcceptances, lastAcceptance } from './acceptances.ts';
import { startInstallation, type Installation } from './installation.ts';
import { allAccepted, copyUnsent, statementsOf } from './ledger.ts';
import { memoryGrowth } from './memory.ts';
import { Tenant } from './tenant.ts';

const rounds = 3;
/** Concurrency of the queue `campaigns`: lanes that send side by side. */
const concurrency = 8;
const mostStatements = 0.1;
/** MB */
const mostGrowth = 150;
/** ms for one recipient, before a round is given up. */
const patience = 5;

/** Three merge fields in a mail of ordinary size; `tag` is how a field is written. */
export function mailWith(tag: (field: 'first' | 'company' | 'city') => string) {
  const paragraph =
    '<p style="font:16px/24px sans-serif;color:#222">Sunlit rooms, a kitchen made for long evenings, and a short walk to the park.</p>';
  return {
    subject: `Homes in ${tag('city')} for ${tag('first')}`,
    body: `<h1>Hi ${tag('first')}</h1><p>Three new homes in ${tag('city')}, picked for ${tag('company')}.</p>${paragraph.repeat(6)}`,
  };
}

const productMail = mailWith(
  (field) => `{{lead.${field === 'first' ? 'firstName' : field} | default: "you"}}`,
);
const bareMail = mailWith((field) => `-${field}-`);

interface Round {
  figure: number;
  limit: number;
  statementsPerMessage: number;
  /** CPU µs per recipient. */
  cpu: Record<string, number>;
  bareCpu: Record<string, number>;
}

/** Recipients per second from the launch's 2xx to the last acceptance, against a loop that only posts and updates. */
export async function emailCampaign(options: BenchOptions): Promise<Figure> {
  const { size = 100_000, backends, memory, profile } = options;
  const installation = await startInstallation({ backend: backends[0]!, profile });
  const bare = await startProgram(path.join(repository, 'bench/campaigns/bare-mail.ts'), {
    env: {
      DATABASE_URL: installation.database,
      SANDBOX_URL: installation.sandbox.url,
      PUBLIC_URL: installation.api.url,
    },
  });
  const tenant = await Tenant.open(installation);
  await tenant.addLeads('warm', Math.min(size, 10_000));
  await tenant.addLeads('bench', size);

  const measured: Round[] = [];
  // Both sides are measured warm: the first mails of a process compile its code.
  await oneRound(installation, tenant, bare, 'warm', Math.min(size, 10_000));
  for (let turn = 0; turn < rounds; turn += 1) {
    const one = await oneRound(installation, tenant, bare, 'bench', size);
    measured.push(one);
    note(
      `  ${turn + 1}/${rounds}: ${round(one.figure)} recipients/s, bare loop ${round(one.limit)}; ${one.statementsPerMessage} statements each`,
    );
  }
  await bare.stop();
  await installation.stop();

  const { figure, limit } = medianRound(measured);
  const statements = Math.max(...measured.map((one) => one.statementsPerMessage));
  const growth = memory ? await memoryGrowth(options, productMail) : undefined;
  return atLeast(
    {
      name: 'email-campaign',
      figure: round(figure),
      limit: round(limit),
      target: 0.5,
      unit: 'recipients/s',
      details: {
        backend: backends[0],
        recipients: size,
        ratios: measured.map((one) => round(one.figure / one.limit)),
        cpuRatio: round(median(measured.map((one) => sum(one.bareCpu) / sum(one.cpu)))),
        cpuMicrosecondsPerRecipient: { product: measured[0]!.cpu, bare: measured[0]!.bareCpu },
        statementsPerMessage: { figure: statements, limit: mostStatements },
        ...(growth ? { memoryMb: { ...growth, limit: mostGrowth } } : {}),
      },
    },
    statements <= mostStatements,
    growth === undefined || growth.growth <= mostGrowth,
  );
}

const sum = (parts: Record<string, number>) => Object.values(parts).reduce((total, part) => total + part, 0);

async function oneRound(
  installation: Installation,
  tenant: Tenant,
  bare: Program,
  audience: string,
  size: number,
): Promise<Round> {
  const { database, sandbox } = installation;
  const within = 60_000 + size * patience;
  const postgres = await postgresPid();

  await forgetAcceptances(sandbox.url);
  const parts = { worker: installation.worker.pid, postgres, sandbox: sandbox.pid };
  const [before, cpu] = [await statementsOf(installation), meter(parts, size)];
  const { id, launchedAt } = await tenant.launch({ type: 'EMAIL', ...productMail, audience });
  const lastAt = await lastAcceptance(sandbox.url, 'email', size, within);
  await tenant.completed(id, within);
  const used = cpu();
  const statements = (await statementsOf(installation)) - before;
  await allAccepted(database, id, size);

  const copy = await copyUnsent(database, id);
  const text = bareMail.body.replace(/<[^>]+>/g, ' ');
  const footer = '<div>Bell Realty<br><a href="-unsubscribe-">Unsubscribe</a></div>';
  const mail = {
    subject: bareMail.subject,
    html: bareMail.body + footer,
    text: `${text}\n\nUnsubscribe: -unsubscribe-`,
  };
  await bare.ask({ load: copy, mail });
  await forgetAcceptances(sandbox.url);
  const bareCpu = meter({ loop: bare.child.pid!, postgres, sandbox: sandbox.pid }, size);
  const { startedAt } = await bare.ask<{ startedAt: number }>({ concurrency }, within);
  const bareLastAt = await lastAcceptance(sandbox.url, 'email', size, 10_000);
  const bareUsed = bareCpu();
  await allAccepted(database, copy, size);
  return {
    figure: (size / (lastAt - launchedAt)) * 1_000,
    limit: (size / (bareLastAt - startedAt)) * 1_000,
    statementsPerMessage: round(statements / size),
    cpu: used,
    bareCpu: bareUsed,
  };
}

/** CPU that each part uses from now on, in µs per recipient. */
function meter(parts: Record<string, number>, size: number): () => Record<string, number> {
  const read = () => Object.entries(parts).map(([part, pid]) => [part, cpuTime([pid])] as const);
  const before = read();
  return () =>
    Object.fromEntries(
      read().map(([part, ms], index) => [part, round(((ms - before[index]![1]) / size) * 1_000)]),
    );
}
