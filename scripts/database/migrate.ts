import { createPostgresBackend } from 'bullmq';
import { applyMigrations } from './schema-engine.ts';

/**
 * Brings a database up to date: our own migrations, then those of BullMQ's Postgres backend (schema `bullmq`),
 * so that a deployment may drop Redis, or add it, without another release step. Safe to run twice.
 */
export async function migrate(connectionString: string): Promise<string[]> {
  const applied = await applyMigrations(connectionString);
  const backend = createPostgresBackend('migrate', {
    connection: { connectionString, migrate: true } as never,
  });
  try {
    await backend.waitUntilReady();
  } finally {
    await backend.close();
  }
  return applied;
}
