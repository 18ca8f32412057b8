import type { ErrorDetail, ErrorKind } from '@platform/errors';

/** An error answer, `application/problem+json` (RFC 9457). `code` is stable; `detail` is for people. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  requestId: string;
  errors?: ErrorDetail[];
}

export const problemContentType = 'application/problem+json';

export const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
};

/** `lead_not_found` → "Lead not found": the same for every occurrence of a code, as RFC 9457 asks of a title. */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const problemType = (code: string): string => `urn:brickwork:problem:${code}`;
