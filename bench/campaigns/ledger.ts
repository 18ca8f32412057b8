import { ask } from '../stage/postgres-server.ts';

/** @throws Error unless the ledger says that every message of the source was accepted */
export async function allAccepted(database: string, sourceId: string, count: number): Promise<void> {
  const { accepted } = await ask<{ accepted: number }>(
    database,
    `SELECT count(*)::int AS accepted FROM message WHERE source_id = $1 AND state = 'accepted'`,
    [sourceId],
  );
  if (accepted !== count) throw new Error(`the ledger says ${accepted} of ${count} were accepted`);
}
