import { CrossTeamScope, type Database } from '@platform/database';
import type { LiveFeedRepository } from './live-feed.repository';
import type { SignalWire } from './signal-wire';

const retryMs = 1_000;
/** A connection that is silent for longer is asked whether it is still there: a lost peer says nothing. */
const heartbeatMs = 15_000;

/** Listens on a connection of its own. Behind a pooler that shares connections nothing arrives; then events come by polling. */
export function postgresWire(
  database: Database,
  repository: LiveFeedRepository,
  report: (error: Error) => void,
): SignalWire {
  return new PostgresWire(database, repository, report);
}

type Connection = Awaited<ReturnType<Database['dedicatedConnection']>>;

class PostgresWire implements SignalWire {
  private connection: Connection | null = null;
  private hear: ((message: string | null) => void) | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly repository: LiveFeedRepository,
    private readonly report: (error: Error) => void,
  ) {}

  get connected(): boolean {
    return this.connection !== null;
  }

  async send(message: string): Promise<void> {
    await this.database.sqlAtOnce(CrossTeamScope.system, (tx) => this.repository.notify(tx, message));
  }

  listen(hear: (message: string | null) => void): void {
    this.hear = hear;
    void this.connect();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.drop();
  }

  private async connect(): Promise<void> {
    try {
      const connection = await this.database.dedicatedConnection();
      connection.on('error', (error: Error) => this.lost(connection, error));
      connection.on('end', () => this.lost(connection, new Error('the connection ended')));
      connection.on('notification', ({ payload }) => this.hear?.(payload ?? null));
      this.connection = connection;
      await connection.query(this.repository.listenStatement);
      if (this.closed) return this.drop();
      this.hear?.(null);
      this.beatLater();
    } catch (error) {
      this.report(error as Error);
      this.drop();
      this.retry();
    }
  }

  private beatLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.beat(), heartbeatMs).unref();
  }

  private async beat(): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    this.timer = setTimeout(
      () => this.lost(connection, new Error('the connection does not answer')),
      heartbeatMs,
    ).unref();
    try {
      await connection.query('SELECT 1');
      if (this.connection === connection) this.beatLater();
    } catch (error) {
      this.lost(connection, error as Error);
    }
  }

  private lost(connection: Connection, error: Error): void {
    if (this.connection !== connection) return;
    this.report(error);
    this.drop();
    this.retry();
  }

  private retry(): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => void this.connect(), retryMs).unref();
  }

  private drop(): void {
    // Never back into the pool: it listens.
    this.connection?.release(true);
    this.connection = null;
  }
}
