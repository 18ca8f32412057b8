import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort, startEmbeddedPostgres, type EmbeddedServer } from './database/embedded.ts';
import { migrate } from './database/migrate.ts';
import { demoLogin as login, playDemoStory } from './demo/story.ts';
import { buildIfStale } from './start/build.ts';
import { claimDataDir, releaseDataDir } from './start/data-dir.ts';
import { localSecrets } from './start/local-secrets.ts';
import { startService, type Service } from './start/processes.ts';

/** `npm start`: the whole of Brickwork on one machine, with nothing installed but Node. */
const root = path.resolve(import.meta.dirname, '..');
if (existsSync(path.join(root, '.env'))) process.loadEnvFile(path.join(root, '.env'));
const dataDir = path.resolve(root, process.env.DATA_DIR ?? '.data');
const port = async (name: string, wanted: number) => {
  const given = process.env[name];
  if (given) return Number(given);
  return (await portIsFree(wanted)) ? wanted : freePort();
};

const services: Service[] = [];
let postgres: EmbeddedServer | undefined;
let stopping: Promise<void> | undefined;

/** Worker first, so that what it holds is finished while the rest still answers; the database last. */
async function stop(exitCode: number): Promise<void> {
  stopping ??= (async () => {
    console.log('\nstopping …');
    for (const name of ['worker', 'api', 'sandbox'])
      await services.find((service) => service.name === name)?.stop();
    await postgres?.stop();
    await releaseDataDir(dataDir);
    process.exit(exitCode);
  })();
  await stopping;
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  void stop(1);
});

async function main(): Promise<void> {
  await claimDataDir(dataDir);
  buildIfStale(root);
  const secrets = await localSecrets(dataDir);
  if (!process.env.DATABASE_URL) {
    postgres = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres') });
  }
  const databaseUrl = process.env.DATABASE_URL ?? postgres!.url('postgres');
  await migrate(databaseUrl);

  const ports = {
    api: await port('PORT', 3000),
    worker: await port('WORKER_PORT', 3001),
    sandbox: await port('SANDBOX_PORT', 3002),
  };
  const urls = {
    api: `http://127.0.0.1:${ports.api}`,
    worker: `http://127.0.0.1:${ports.worker}`,
    sandbox: `http://127.0.0.1:${ports.sandbox}`,
  };
  const env = {
    DATABASE_URL: databaseUrl,
    PORT: String(ports.api),
    WORKER_PORT: String(ports.worker),
    SANDBOX_PORT: String(ports.sandbox),
    PUBLIC_URL: process.env.PUBLIC_URL ?? urls.api,
    JWT_SECRET: process.env.JWT_SECRET ?? secrets.jwtSecret,
    JWT_REFRESH_SECRET: process.env.JWT_REFRESH_SECRET ?? secrets.jwtRefreshSecret,
    ENCRYPTION_KEY: process.env.ENCRYPTION_KEY ?? secrets.encryptionKey,
    CRON_API_KEY: process.env.CRON_API_KEY ?? secrets.cronApiKey,
    BULL_BOARD_USER: process.env.BULL_BOARD_USER ?? 'admin',
    BULL_BOARD_PASSWORD: process.env.BULL_BOARD_PASSWORD ?? secrets.bullBoardPassword,
    SENDGRID_WEBHOOK_PUBLIC_KEY: process.env.SENDGRID_WEBHOOK_PUBLIC_KEY ?? secrets.sendgridPublicKey,
  };
  const launch = async (
    name: 'api' | 'worker' | 'sandbox',
    readyPath: string,
    extra: Record<string, string> = {},
  ) => {
    const service = await startService({
      name,
      entry: path.join(root, 'dist/apps', name, 'main.js'),
      env: { ...env, ...extra },
      logDir: path.join(dataDir, 'logs'),
      readyUrl: urls[name] + readyPath,
      onExit: (ended, code) => {
        console.error(
          `${ended} ended unexpectedly (exit ${code}); its log: ${path.join(dataDir, 'logs', `${ended}.log`)}`,
        );
        void stop(1);
      },
    });
    services.push(service);
  };
  const started = Date.now();
  await launch('sandbox', '/_control/health', {
    SANDBOX_TARGET_URL: urls.api,
    SANDBOX_PUBLIC_URL: env.PUBLIC_URL,
    SANDBOX_SENDGRID_PRIVATE_KEY: secrets.sendgridPrivateKey,
  });
  await Promise.all([launch('api', '/api/health/ready'), launch('worker', '/health/ready')]);
  console.log(`sandbox, api and worker are up (${((Date.now() - started) / 1_000).toFixed(1)} s)\n`);

  await playDemoStory({
    api: urls.api,
    sandbox: urls.sandbox,
    csv: path.join(root, 'prisma/demo/leads.csv'),
  });
  console.log(`
  API and its documentation   ${urls.api}/api/docs        ${login.email} / ${login.password}
  Bull Board (jobs)           ${urls.api}/admin/queues    ${env.BULL_BOARD_USER} / ${env.BULL_BOARD_PASSWORD}
  Sandbox outbox              ${urls.sandbox}/
  Worker health and metrics   ${urls.worker}/metrics
  Database                    ${databaseUrl}
  Logs                        ${path.join(dataDir, 'logs')}

  Ctrl-C stops everything; the data stays in ${postgres?.dataDir ?? databaseUrl}.
`);
}

async function portIsFree(wanted: number): Promise<boolean> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
