import { HttpException } from '@nestjs/common';
import { databaseUnavailable, isDatabaseUnavailable } from '@platform/database';
import { DomainError } from '@platform/errors';
import { isBrokenForm, problemOfHttpError } from './http-errors';

/** The expected failure that something thrown stands for; undefined when nobody foresaw it. */
export function foreseen(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  if (isDatabaseUnavailable(thrown)) return databaseUnavailable();
  if (thrown instanceof HttpException || (thrown as { statusCode?: unknown } | null)?.statusCode) {
    return problemOfHttpError(thrown as Error);
  }
  if (thrown instanceof Error && isBrokenForm(thrown))
    return new DomainError('invalid', 'invalid_form', 'The form ends too early or has no boundary.');
  return undefined;
}
