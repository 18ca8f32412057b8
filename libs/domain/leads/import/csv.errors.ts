import { DomainError } from '@platform/errors';

/** csv-parse's codes → ours. */
const codes: Record<string, [string, string]> = {
  CSV_QUOTE_NOT_CLOSED: ['csv_quote_not_closed', 'a quotation mark is never closed'],
  CSV_INVALID_CLOSING_QUOTE: ['csv_quote_misplaced', 'there is text behind a closing quotation mark'],
  INVALID_OPENING_QUOTE: [
    'csv_quote_misplaced',
    'there is a quotation mark inside a cell that has none around it',
  ],
  CSV_MAX_RECORD_SIZE: [
    'csv_row_too_large',
    'a row is larger than 1 MB, or a quotation mark is never closed',
  ],
};

/** 422: the file cannot be read as CSV. `line` counts from 1, the header included. */
export function csvMalformed(error: { code?: string; lines?: number }, line = error.lines): DomainError {
  const [code, what] = codes[error.code ?? ''] ?? ['csv_malformed', 'the file is not well-formed CSV'];
  return new DomainError('unprocessable', code, `Line ${line ?? '?'}: ${what}.`, { line: line ?? null });
}

export function csvRefused(code: string, message: string): DomainError {
  return new DomainError('unprocessable', code, message);
}
