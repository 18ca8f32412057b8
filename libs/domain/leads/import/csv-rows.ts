import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { sniffDelimiter } from './csv-delimiter';
import { asUtf8, type CsvEncoding } from './csv-encoding';
import { csvMalformed } from './csv.errors';

/** A row of the file. `line` is the row a spreadsheet shows: the header is 1, a cell with line breaks does not count twice. */
export interface CsvRow {
  line: number;
  cells: string[];
}

const maxRowBytes = 1024 * 1024;

/**
 * Reads the rows of a CSV file as a stream, header included. Memory use does not depend on the file.
 * @throws DomainError unprocessable/csv_quote_not_closed, csv_quote_misplaced, csv_row_too_large, csv_malformed
 */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding,
): AsyncGenerator<CsvRow> {
  const text = asUtf8(bytes, encoding);
  const { value: start, done } = await text.next();
  if (done) return;
  const parser = parse({
    delimiter: sniffDelimiter(start.toString('utf8')),
    bom: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: maxRowBytes,
  });
  const source = Readable.from(startingWith(start, text), { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      yield { line, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? csvMalformed(error as CsvError & { lines?: number }) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** Gathers rows into batches, and lets other work on this thread go first between them. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export function isBlank({ cells }: CsvRow): boolean {
  return cells.every((cell) => cell.trim() === '');
}
