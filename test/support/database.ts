import { randomBytes } from 'node:crypto';
import pg from 'pg';

const templateDatabase = 'brickwork_template';

export interface TestDatabase {
  url: string;
  /** A connection as the login role, past row-level security: for arranging and for oracles. */
  admin: pg.Pool;
  drop(): Promise<void>;
}

/** A database of its own, cloned from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server)
    throw new Error('no test Postgres: behaviour tests run in the "behaviour" project of jest.config.mjs');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  // Copied file by file: a third of the work of writing every page to the log, which a test never reads.
  await onServer(server, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${templateDatabase} STRATEGY file_copy`),
  );
  const admin = new pg.Pool({ connectionString: url.href, max: 4 });
  admin.on('error', () => undefined); // the server is killed on purpose in fault tests
  return {
    url: url.href,
    admin,
    drop: async () => {
      await admin.end();
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Two files may clone the template at once; Postgres wants it for itself each time.
    for (let tries = 0; ; tries += 1) {
      try {
        await work(client);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== '55006' || tries >= 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await client.end();
  }
}
