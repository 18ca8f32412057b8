export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable';

export interface ErrorDetail {
  /** The property, query parameter or column at fault. */
  field: string;
  code: string;
  message: string;
}

/**
 * An expected failure. `kind` decides the HTTP status at the edge and, in a job, whether trying again can help;
 * `code` is stable and part of the API.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly extra: { errors?: ErrorDetail[]; retryAfterSeconds?: number; [key: string]: unknown } = {},
  ) {
    super(message);
  }

  /** Only an unavailable or rate-limited dependency gets better by waiting. */
  get retryable(): boolean {
    return this.kind === 'unavailable' || this.kind === 'rate_limited';
  }
}

/** The same answer for an id that never existed and one of another team, so that nothing can be probed. */
export function notFound(what: string): DomainError {
  return new DomainError('not_found', `${what}_not_found`, `There is no such ${what.replaceAll('_', ' ')}.`);
}

export function conflict(code: string, message: string): DomainError {
  return new DomainError('conflict', code, message);
}

/** A value that is well-formed JSON of the right type, but wrong for this field. */
export function invalidField(field: string, code: string, message: string): DomainError {
  return new DomainError('invalid', 'validation_failed', message, { errors: [{ field, code, message }] });
}
