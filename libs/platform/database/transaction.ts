import type pg from 'pg';
import type { Prisma } from './generated/client';
import { checkRows, type RowOf, type Shape } from './row-shape';
import { TenantScope, type Scope } from './scope';

/** A unit of work for hot paths: typed SQL only. */
export class SqlTx {
  private readonly hooks: (() => void)[] = [];

  constructor(
    readonly scope: Scope,
    protected readonly client: pg.ClientBase,
  ) {}

  /** Runs one statement and checks its rows against `shape`. */
  async rows<S extends Shape>(shape: S, statement: Prisma.Sql): Promise<RowOf<S>[]> {
    const result = await this.client.query<Record<string, unknown>>(statement.text, statement.values);
    return checkRows(shape, result.rows);
  }

  async maybeOne<S extends Shape>(shape: S, statement: Prisma.Sql): Promise<RowOf<S> | undefined> {
    return (await this.rows(shape, statement))[0];
  }

  async one<S extends Shape>(shape: S, statement: Prisma.Sql): Promise<RowOf<S>> {
    const row = await this.maybeOne(shape, statement);
    if (!row) throw new Error('the statement returned no row');
    return row;
  }

  /** Runs a statement for its effect and returns how many rows it touched. */
  async execute(statement: Prisma.Sql): Promise<number> {
    const result = await this.client.query(statement.text, statement.values);
    return result.rowCount ?? 0;
  }

  /** The connection itself, for what SQL text cannot do: COPY and cursors. Stays inside repositories. */
  get connection(): pg.ClientBase {
    return this.client;
  }

  /** Runs after the commit, never after a rollback. Must not throw and is not waited for. */
  afterCommit(hook: () => void): void {
    this.hooks.push(hook);
  }

  /** @internal called by Database once the commit is certain */
  committed(): void {
    for (const hook of this.hooks) hook();
  }
}

/** A unit of work whose statements have all left together with its COMMIT: there is no room for another one. */
export class SentTx extends SqlTx {
  private sealed = false;

  override async rows<S extends Shape>(shape: S, statement: Prisma.Sql): Promise<RowOf<S>[]> {
    this.refuseLate();
    return super.rows(shape, statement);
  }

  override async execute(statement: Prisma.Sql): Promise<number> {
    this.refuseLate();
    return super.execute(statement);
  }

  override get connection(): pg.ClientBase {
    throw new TypeError('a unit of work in one packet lends its connection to nobody');
  }

  /** @internal called by Database before it sends COMMIT */
  seal(): void {
    this.sealed = true;
  }

  private refuseLate(): void {
    if (this.sealed) throw new TypeError('this unit of work has been sent off with its COMMIT');
  }
}

/** A unit of work: Prisma for rows, SQL for sets, on the same connection and in the same transaction. */
export class Tx extends SqlTx {
  constructor(
    scope: Scope,
    client: pg.ClientBase,
    readonly prisma: Prisma.TransactionClient,
  ) {
    super(scope, client);
  }
}

/** The team of a unit of work. @throws TypeError in one that crosses teams */
export function teamOf(tx: SqlTx): string {
  if (!(tx.scope instanceof TenantScope)) throw new TypeError('this unit of work belongs to no team');
  return tx.scope.teamId;
}
