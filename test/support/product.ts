import path from 'node:path';
import type { INestApplicationContext, Type } from '@nestjs/common';
import type { Env } from '@platform/config';
import { createApi, type Api } from '../../apps/api/src/create-api';
import { createSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox';
import { createWorkerApp } from '../../apps/worker/src/create-worker';
import { createTestDatabase, type TestDatabase } from './database';
import { testEnv } from './environment';

const publicUrl = 'https://crm.example.com';
export const demoLeads = path.resolve(import.meta.dirname, '../../prisma/demo/leads.csv');

/** Whom a message does not reach is said by its address, not by chance. */
const byNoChance = {
  sendgrid: { mix: { dropped: 0, bounce: 0, blocked: 0, unsubscribe: 0, spamreport: 0 } },
  twilio: { mix: { undelivered: 0, failed: 0 } },
};

export interface ProductOptions {
  overrides?: Partial<Record<keyof Env, string>>;
  /** The sandbox's, e.g. how often what goes wrong. */
  settings?: object;
  /** One that was prepared; it is dropped at the end as well. */
  database?: TestDatabase;
}

/** All three programs in this process, as `npm start` runs them: every slice, real queue, the sandbox as the outside world. */
export class Product {
  private constructor(
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
    private readonly api: Api,
    private readonly worker: INestApplicationContext,
    /** Where the api listens. */
    readonly url: string,
  ) {}

  static async start({ overrides = {}, settings = {}, database }: ProductOptions = {}): Promise<Product> {
    database ??= await createTestDatabase();
    const sandbox = await createSandbox({ keepMessages: 5_000 });
    const env = testEnv(database, {
      SENDGRID_BASE_URL: sandbox.url,
      TWILIO_BASE_URL: sandbox.url,
      SENDGRID_WEBHOOK_PUBLIC_KEY: sandbox.control.sendgridPublicKey,
      PUBLIC_URL: publicUrl,
      ...overrides,
    });
    const api = await createApi({ env });
    const url = await api.listen();
    sandbox.control.configure({ targetUrl: url, publicUrl, ...byNoChance, ...settings });
    return new Product(database, sandbox, api, await createWorkerApp(env), url);
  }

  /** A service of the worker. */
  get<T>(type: Type<T>): T {
    return this.worker.get(type, { strict: false });
  }

  async stop(): Promise<void> {
    await this.worker.close();
    await this.api.app.close();
    await this.sandbox.close();
    await this.database.drop();
  }
}
