import { HttpException } from '@nestjs/common';
import { databaseUnavailable, isDatabaseUnavailable } from '@platform/database';
import { DomainError } from '@platform/errors';
import { problemOfHttpError } from './http-errors';

/** The expected failure that something thrown stands for; undefined when nobody foresaw it. */
export function foreseen(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  if (isDatabaseUnavailable(thrown)) return databaseUnavailable();
  if (thrown instanceof HttpException || (thrown as { statusCode?: unknown } | null)?.statusCode) {
    return problemOfHttpError(thrown as Error);
  }
  return undefined;
}
