import { scopeStatement, TenantScope, type Scope } from './scope';
import { SqlTx, Tx } from './transaction';

/** A part of a unit of work that runs as someone else; what it does after the commit waits for the whole unit's commit. */
class BorrowedTx extends Tx {
  constructor(
    private readonly unit: Tx,
    scope: Scope,
  ) {
    super(scope, unit.connection, unit.prisma);
  }

  override afterCommit(hook: () => void): void {
    this.unit.afterCommit(hook);
  }
}

class BorrowedSqlTx extends SqlTx {
  constructor(
    private readonly unit: SqlTx,
    scope: Scope,
  ) {
    super(scope, unit.connection);
  }

  override afterCommit(hook: () => void): void {
    this.unit.afterCommit(hook);
  }
}

/**
 * Runs `work` inside the transaction of `tx` but with the role and team of another scope, and returns to the first one. For the
 * few acts that must be one commit across scopes, such as founding a team and writing its owner a mail.
 */
export async function inScope<T, U extends SqlTx>(
  tx: U,
  scope: Scope,
  work: (tx: U) => Promise<T>,
): Promise<T> {
  await tx.connection.query(scopeStatement(scope));
  const borrowed = tx instanceof Tx ? new BorrowedTx(tx, scope) : new BorrowedSqlTx(tx, scope);
  const result = await work(borrowed as unknown as U);
  // After a failure there is nothing to return to: the transaction is lost as a whole.
  await tx.connection.query(scopeStatement(tx.scope));
  return result;
}

/**
 * Runs `work` for the whole team inside a unit of work of one of its viewers; costs nothing where nobody's view is limited. Only
 * after the rows in question were found under the viewer's own scope, or for facts that name no lead.
 */
export async function asWholeTeam<T, U extends SqlTx>(tx: U, work: (tx: U) => Promise<T>): Promise<T> {
  if (!(tx.scope instanceof TenantScope) || tx.scope.viewerId === null) return work(tx);
  return inScope(tx, tx.scope.wholeTeam, work);
}
