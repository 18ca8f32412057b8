import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import path from 'node:path';
import { freePort } from '../../scripts/database/embedded.ts';
import type { Backend } from '../figure.ts';
import { createDatabase } from '../stage/postgres-server.ts';
import { buildProduct } from '../stage/programs.ts';
import { redisServer } from '../stage/redis-server.ts';
import { atEnd, note, repository, until } from '../stage/scratch.ts';

export interface Service {
  pid: number;
  url: string;
  stop(): Promise<void>;
}

/** The product as it is installed: api, one worker and the provider's stand-in, each a process of its own. */
export interface Installation {
  database: string;
  api: Service;
  worker: Service;
  sandbox: Service;
  /** Signs webhooks as SendGrid does: base64 of a PKCS8 DER. */
  sendgridPrivateKey: string;
  stop(): Promise<void>;
}

export interface InstallationOptions {
  backend: Backend;
  /** A folder for CPU profiles of api and worker. */
  profile?: string | undefined;
}

/** No latency and no webhooks: what is measured is the sender. */
const silent = { sendgrid: { webhooks: { enabled: false } }, twilio: { webhooks: { enabled: false } } };

export async function startInstallation({ backend, profile }: InstallationOptions): Promise<Installation> {
  buildProduct();
  const database = await createDatabase();
  const redis = backend === 'redis' ? await redisServer() : undefined;
  const [api, worker, sandbox] = [await freePort(), await freePort(), await freePort()];
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sendgridPrivateKey = keys.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const base = (port: number) => `http://127.0.0.1:${port}`;
  const secret = () => randomBytes(48).toString('base64url');
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: database,
    REDIS_URL: redis?.url ?? '',
    QUEUE_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    PORT: String(api),
    WORKER_PORT: String(worker),
    PUBLIC_URL: base(api),
    SENDGRID_BASE_URL: base(sandbox),
    TWILIO_BASE_URL: base(sandbox),
    SENDGRID_WEBHOOK_PUBLIC_KEY: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    JWT_SECRET: secret(),
    JWT_REFRESH_SECRET: secret(),
    ENCRYPTION_KEY: secret(),
    RATE_LIMIT_API: '1000000',
    RATE_LIMIT_PUBLIC: '1000000',
    RATE_LIMIT_LOGIN: '1000000',
    LOG_LEVEL: 'warn',
  };
  const services = {
    sandbox: await startService('sandbox', base(sandbox), '/_control/health', {
      SANDBOX_PORT: String(sandbox),
      SANDBOX_SETTINGS: JSON.stringify(silent),
    }),
    api: await startService('api', base(api), '/api/health/ready', env, profile),
    worker: await startService('worker', base(worker), '/health/ready', env, profile),
  };
  const stop = async () => {
    for (const name of ['worker', 'api', 'sandbox'] as const) await services[name].stop();
  };
  return { database, ...services, sendgridPrivateKey, stop };
}

/** A profile is written by an orderly exit only; a signal that ends the process would lose it. */
const exitOnSignal = 'data:text/javascript,process.once("SIGUSR2",()=>process.exit(0))';

async function startService(
  app: 'api' | 'worker' | 'sandbox',
  url: string,
  readyPath: string,
  env: Record<string, string>,
  profile?: string,
): Promise<Service> {
  const profiling = profile
    ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${app}-${Date.now()}.cpuprofile`]
    : [];
  const entry = path.join(repository, 'dist/apps', app, 'main.js');
  const args = [...profiling, ...(profile ? ['--import', exitOnSignal] : []), '--enable-source-maps', entry];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 2],
  });
  let stopping = false;
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    stopping = true;
    if (ended()) return;
    const exit = once(child, 'exit');
    child.kill(profile ? 'SIGUSR2' : 'SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 25_000);
    await exit;
    clearTimeout(timer);
  };
  atEnd(stop);
  await until(`${app} to be ready`, 60_000, async () => {
    if (ended()) throw new Error(`${app} ended while starting (exit ${child.exitCode})`);
    const response = await fetch(url + readyPath).catch(() => undefined);
    await response?.arrayBuffer();
    return response?.ok;
  });
  child.once('exit', (code, signal) => {
    if (!stopping) note(`${app} ended (${signal ?? `exit ${code}`})`);
  });
  return { pid: child.pid!, url, stop };
}
