import type pg from 'pg';
import { Database } from '@platform/database';
import type { ApiUnderTest } from '../../apps/api/test/api-client';

type Query = (this: pg.ClientBase, ...args: unknown[]) => unknown;

/** What asks nothing of a table. */
const ofNoTable = /^(SELECT (1|now\(\))$|LISTEN |UNLISTEN )/;

/**
 * Watches what the program sends to Postgres: each statement has to run under one of its narrow roles. Past them, no policy holds.
 * Answers the list into which the others are put.
 */
export function watchStatements(api: ApiUnderTest): string[] {
  const unscoped: string[] = [];
  const inRole = new WeakMap<pg.ClientBase, boolean>();
  const { pool } = api.api.app.get(Database, { strict: false }) as unknown as {
    pool: { options: { Client: { prototype: { query: Query } } } };
  };
  const connections = pool.options.Client.prototype;
  const { query } = connections;
  connections.query = function (this: pg.ClientBase, ...args: unknown[]) {
    const [config] = args as [{ text?: string } | string | undefined];
    const text = typeof config === 'string' ? config : (config?.text ?? '');
    // BEGIN carries the role along, also the bare one of Prisma (libs/platform/database/pool.ts).
    if (/^\s*(BEGIN|SET LOCAL ROLE brickwork_)/.test(text)) inRole.set(this, true);
    else if (/^\s*(COMMIT|ROLLBACK|RESET ROLE)/.test(text)) inRole.set(this, false);
    else if (text !== '' && !ofNoTable.test(text) && !inRole.get(this)) unscoped.push(text.slice(0, 300));
    return query.apply(this, args);
  };
  return unscoped;
}
