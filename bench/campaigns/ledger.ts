import { randomUUID } from 'node:crypto';
import { ask, withConnection } from '../stage/postgres-server.ts';
import type { Installation } from './installation.ts';

/** Lays a campaign's messages out once more, still to be sent and known to no worker; answers the source they belong to. */
export async function copyUnsent(database: string, sourceId: string): Promise<string> {
  const copy = randomUUID();
  await withConnection(database, (client) =>
    client.query(
      `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, variant, content_id, chunk_id, lead_id,
         to_address, dedupe_key, due_at)
       SELECT brickwork_uuid7(), team_id, channel, purpose, $2::uuid, source_kind, variant, content_id,
         md5(chunk_id::text || $2)::uuid, lead_id, to_address, $2 || ':' || lead_id, due_at
       FROM message WHERE source_id = $1 ORDER BY id`,
      [sourceId, copy],
    ),
  );
  return copy;
}

/** @throws Error unless the ledger says that every message of the source was accepted */
export async function allAccepted(database: string, sourceId: string, count: number): Promise<void> {
  const { accepted } = await ask<{ accepted: number }>(
    database,
    `SELECT count(*)::int AS accepted FROM message WHERE source_id = $1 AND state = 'accepted'`,
    [sourceId],
  );
  if (accepted !== count) throw new Error(`the ledger says ${accepted} of ${count} were accepted`);
}

/** SQL statements the worker has sent since it started, BEGIN and COMMIT counted too. */
export async function statementsOf({ worker }: Installation): Promise<number> {
  const metrics = await (await fetch(`${worker.url}/metrics`)).text();
  const value = /^brickwork_sql_statements_total (\d+)/m.exec(metrics)?.[1];
  if (value === undefined) throw new Error('the worker does not tell how many SQL statements it has sent');
  return Number(value);
}
