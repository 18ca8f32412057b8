import { scopeStatement, type Scope } from './scope';
import { Tx } from './transaction';

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

/**
 * Runs `work` inside the transaction of `tx` but with the role and team of another scope, and returns to the first one. For the
 * few acts that must be one commit across scopes, such as founding a team and writing its owner a mail.
 */
export async function inScope<T>(tx: Tx, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  await tx.connection.query(scopeStatement(scope));
  const result = await work(new BorrowedTx(tx, scope));
  // After a failure there is nothing to return to: the transaction is lost as a whole.
  await tx.connection.query(scopeStatement(tx.scope));
  return result;
}
