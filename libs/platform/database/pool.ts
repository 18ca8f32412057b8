import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { Counter } from 'prom-client';
import { metricsRegistry } from '@platform/metrics';
import { openingStatement, type Scope } from './scope';

export interface OpeningUnit {
  scope: Scope;
  /** How long it may idle between two statements, in ms. */
  patienceMs: number;
  client?: pg.ClientBase;
}

/** The unit of work that Prisma is about to open; it tells the connection whose role and team to take. */
export const openingUnit = new AsyncLocalStorage<OpeningUnit>();

/** Statements sent since the process started, for the figure "SQL statements per message". */
export const statementCounter = { sent: 0 };

/** Read only when somebody asks, so that a statement costs no more than the number above. */
new Counter({
  name: 'brickwork_sql_statements_total',
  help: 'SQL statements this process has sent, BEGIN and COMMIT counted too',
  registers: [metricsRegistry],
  collect() {
    this.reset();
    this.inc(statementCounter.sent);
  },
});

/**
 * Prisma opens an interactive transaction with a bare BEGIN. Here that BEGIN carries the role and the team along, so that a unit
 * of work costs no round trip more, and no Prisma transaction can run without them.
 */
export class ScopedClient extends pg.Client {
  /**
   * Lets every statement that `send` starts leave in one packet, each without waiting for the answers before it. Cursors and COPY
   * cannot be among them.
   */
  inOnePacket<T>(send: () => Promise<T>): Promise<T> {
    const { stream } = this.connection;
    // node-postgres means `pipeline` for a connection's whole life, in which it refuses cursors and COPY; here it is for one unit.
    const mode = this as { pipeline: boolean };
    mode.pipeline = true;
    stream.cork();
    try {
      return send().finally(() => (mode.pipeline = false));
    } catch (error) {
      mode.pipeline = false;
      throw error;
    } finally {
      stream.uncork();
    }
  }

  // eslint-disable-next-line -- node-postgres overloads `query` seven ways; this passes them all through untouched
  override query(...args: any[]): any {
    statementCounter.sent += 1;
    const [config] = args as [{ text?: string } | string | undefined];
    if (typeof config === 'object' && config?.text === 'BEGIN') {
      const unit = openingUnit.getStore();
      if (!unit) throw new Error('a Prisma transaction must be opened through Database.transaction');
      unit.client = this;
      return (super.query as (text: string) => unknown).call(
        this,
        openingStatement(unit.scope, unit.patienceMs),
      );
    }
    return (super.query as (...all: unknown[]) => unknown).apply(this, args);
  }
}

const int8 = 20;
const numeric = 1700;
const date = 1082;
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number;
    if (oid === date) return (value: string) => value;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

export function createPool(connectionString: string, max: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    Client: ScopedClient,
    application_name: 'brickwork',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  } as pg.PoolConfig);
  pool.on('error', onError);
  // The pool listens to idle connections only. One lost in the middle of a unit of work fails that unit's next statement; without
  // a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
