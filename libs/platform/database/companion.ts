import { AsyncLocalStorage } from 'node:async_hooks';
import { TenantScope } from './scope';
import type { SqlTx } from './transaction';

/** A note that must be on record if and only if what `scope` changes is: it joins every unit of work of that team. */
export interface Companion {
  scope: TenantScope;
  /** The last statement of the unit, just before its commit. */
  record(tx: SqlTx): Promise<void>;
}

const companions = new AsyncLocalStorage<Companion>();

/** Lets `companion` join every unit of work that `work` opens for its team, in the same commit. */
export function inCompanyOf<T>(companion: Companion, work: () => T): T {
  return companions.run(companion, work);
}

/** @internal called by Database before it commits */
export async function recordCompanion(tx: SqlTx): Promise<void> {
  const companion = companions.getStore();
  const joins = tx.scope instanceof TenantScope && tx.scope.teamId === companion?.scope.teamId;
  if (joins) await companion?.record(tx);
}
