import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedServer } from '../../scripts/database/embedded.ts';
import { migrate } from '../../scripts/database/migrate.ts';
import { atEnd, note, scratchFolder } from './scratch.ts';

const template = 'bench_template';
let running: Promise<EmbeddedServer> | undefined;
let made = 0;

async function start(): Promise<EmbeddedServer> {
  note('starting Postgres (fsync on, as the product runs it)');
  // The server's own defaults: the figures are those of a durable database.
  const server = await startEmbeddedPostgres({ dataDir: path.join(await scratchFolder('pg'), 'pg') });
  atEnd(() => server.stop());
  await withConnection(server.url('postgres'), (client) => client.query(`CREATE DATABASE ${template}`));
  await migrate(server.url(template));
  return server;
}

export async function postgresPid(): Promise<number> {
  return (await (running ??= start())).pid;
}

/** A migrated database of its own; answers its URL. */
export async function createDatabase(): Promise<string> {
  const server = await (running ??= start());
  const name = `bench_${(made += 1)}`;
  await withConnection(server.url('postgres'), (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`),
  );
  return server.url(name);
}

export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One row of one statement, on a connection of its own. */
export async function ask<R extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<R> {
  const { rows } = await withConnection(url, (client) => client.query<R>(sql, values));
  return rows[0]!;
}
