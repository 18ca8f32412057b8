import { randomBytes } from 'node:crypto';
import { ApiClient } from '../../scripts/demo/api-client.ts';
import { freePort } from '../../scripts/database/embedded.ts';
import { localSecrets } from '../../scripts/start/local-secrets.ts';
import type { Backend } from '../figure.ts';
import { createDatabase } from './postgres-server.ts';
import { buildProduct } from './programs.ts';
import { redisServer } from './redis-server.ts';
import { scratchFolder } from './scratch.ts';
import { startService, type Service } from './service.ts';

export type ProgramName = 'sandbox' | 'api' | 'worker';

export interface Product {
  database: string;
  urls: Record<ProgramName, string>;
  services: Partial<Record<ProgramName, Service>>;
  /** Base64 PKCS8 DER: signs like SendGrid. */
  sendgridPrivateKey: string;
  start(name: ProgramName): Promise<Service>;
  stop(): Promise<void>;
}

const noLimit = '1000000000';

/** Sandbox, api and one worker, each in its own process, on a database of their own. */
export async function startProduct(options: {
  backend: Backend;
  programs: ProgramName[];
  profile?: string;
  env?: Record<string, string>;
}): Promise<Product> {
  buildProduct();
  const database = await createDatabase();
  const folder = await scratchFolder('product');
  const secrets = await localSecrets(folder);
  const ports = { sandbox: await freePort(), api: await freePort(), worker: await freePort() };
  const url = (name: ProgramName) => `http://127.0.0.1:${ports[name]}`;
  const urls = { sandbox: url('sandbox'), api: url('api'), worker: url('worker') };
  const env: Record<string, string> = {
    DATABASE_URL: database,
    REDIS_URL: options.backend === 'redis' ? (await redisServer()).url : '',
    QUEUE_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    PORT: String(ports.api),
    WORKER_PORT: String(ports.worker),
    SANDBOX_PORT: String(ports.sandbox),
    PUBLIC_URL: urls.api,
    JWT_SECRET: secrets.jwtSecret,
    JWT_REFRESH_SECRET: secrets.jwtRefreshSecret,
    ENCRYPTION_KEY: secrets.encryptionKey,
    SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.sendgridPublicKey,
    SANDBOX_SENDGRID_PRIVATE_KEY: secrets.sendgridPrivateKey,
    SANDBOX_TARGET_URL: urls.api,
    SANDBOX_KEEP_MESSAGES: '1000',
    LOG_LEVEL: 'warn',
    // Limits per minute would measure themselves.
    RATE_LIMIT_API: noLimit,
    RATE_LIMIT_PUBLIC: noLimit,
    RATE_LIMIT_LOGIN: noLimit,
    ...options.env,
  };
  const ready = { sandbox: '/_control/health', api: '/api/health/ready', worker: '/health/ready' };
  const services: Product['services'] = {};
  const start = async (name: ProgramName) => {
    const profile = name === 'sandbox' ? undefined : options.profile;
    const service = await startService({
      name,
      env,
      readyUrl: urls[name] + ready[name],
      logFolder: folder,
      profile,
    });
    services[name] = service;
    return service;
  };
  for (const name of options.programs) await start(name);
  return {
    database,
    urls,
    services,
    sendgridPrivateKey: secrets.sendgridPrivateKey,
    start,
    stop: async () => {
      for (const name of ['worker', 'api', 'sandbox'] as const) await services[name]?.stop();
    },
  };
}

export interface Team {
  id: string;
  api: ApiClient;
  token: string;
}

/** A team that has signed up, may send at any hour and has what marketing needs. */
export async function signUp(product: Product): Promise<Team> {
  const api = new ApiClient(product.urls.api);
  const email = `owner-${randomBytes(6).toString('hex')}@bench.example`;
  const password = 'open-house-on-sunday-42';
  await api.post('/api/auth/register', { email, password, name: 'Dana Bell', teamName: 'Bell Realty' });
  const { accessToken } = await api.post<{ accessToken: string }>('/api/auth/login', { email, password });
  api.signIn(accessToken);
  const allDay = { from: '00:00', to: '24:00' };
  const { id } = await api.put<{ id: string }>('/api/settings/business', {
    timezone: 'America/Chicago',
    postalAddress: '12 Main Street, Austin, TX 78701',
    emailFromName: 'Bell Realty',
    emailFromAddress: 'hello@bell-realty.example',
    messagingPolicy: { sendWindow: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay])) },
  });
  return { id, api, token: accessToken };
}
