import { DomainError } from '@platform/errors';

interface Coded {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: string; kind?: string } } };
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
/** SQLSTATE classes 08 (connection) and 57P (operator intervention), 53300 (too many connections). */
const unavailableState = /^(08...|57P0[1-5]|53300)$/;
const lostConnection =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|connection ended/i;

/** True when the database could not be reached or went away, as opposed to refusing the statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message, cause, meta } = (error ?? {}) as Coded;
  const adapter = meta?.driverAdapterError?.cause;
  if (typeof code === 'string' && (networkCodes.has(code) || unavailableState.test(code))) return true;
  if (adapter?.originalCode && unavailableState.test(adapter.originalCode)) return true;
  if (code === 'P1001' || code === 'P1017' || code === 'P2024' || code === 'P2028') return true;
  if (typeof message === 'string' && lostConnection.test(message)) return true;
  return cause !== undefined && cause !== error && isDatabaseUnavailable(cause);
}

/** The SQLSTATE of a refused statement, whether it came through Prisma or through SQL. */
export function sqlState(error: unknown): string | undefined {
  const { code, meta } = (error ?? {}) as Coded;
  const adapterCode = meta?.driverAdapterError?.cause?.originalCode;
  if (adapterCode) return adapterCode;
  if (code === 'P2002') return '23505';
  if (code === 'P2003') return '23503';
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Postgres gave the statement up: it took longer than it may. */
export const isStatementTimeout = (error: unknown): boolean => sqlState(error) === '57014';

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  return constraint === undefined || JSON.stringify([error, (error as Error).message]).includes(constraint);
}

/** What a caller is told when Postgres is away: try again shortly. */
export function databaseUnavailable(): DomainError {
  return new DomainError('unavailable', 'database_unavailable', 'The database cannot be reached just now.', {
    retryAfterSeconds: 5,
  });
}
