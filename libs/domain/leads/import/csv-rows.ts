import { once } from 'node:events';
import { Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { sniffDelimiter } from './csv-delimiter';
import { asUtf8, type CsvEncoding } from './csv-encoding';
import { csvMalformed } from './csv.errors';

/** A row of the file. `line` is the row a spreadsheet shows: the header is 1, a cell with line breaks does not count twice. */
export interface CsvRow {
  line: number;
  cells: string[];
}

const maxRowBytes = 1024 * 1024;
/** Bytes parsed in one go: about 5 ms of work, so that the thread is not kept from others. */
const bytesPerTurn = 32 * 1024;

/**
 * Reads the rows of a CSV file as a stream, header included, a few hundred at a time. Memory use does not depend on the file.
 * @throws DomainError unprocessable/csv_quote_not_closed, csv_quote_misplaced, csv_row_too_large, csv_malformed
 */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding,
): AsyncGenerator<CsvRow[]> {
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
  const source = Readable.from(inSlices(start, text), { objectMode: false, highWaterMark: bytesPerTurn });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const records of recordsOf(parser)) {
      yield records.map((cells) => ({ line: ++line, cells }));
    }
  } catch (error) {
    throw error instanceof CsvError ? csvMalformed(error as CsvError & { lines?: number }) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** What the parser has ready each time it says so: waiting for every single row costs more than parsing it. */
async function* recordsOf(parser: Parser): AsyncGenerator<string[][]> {
  let failure: Error | undefined;
  parser.on('error', (error) => (failure = error));
  const ended = new Promise((resolve) => parser.once('close', resolve));
  while (!parser.readableEnded && !failure) {
    const records: string[][] = [];
    for (let record = read(parser); record !== null; record = read(parser)) records.push(record);
    if (records.length > 0) yield records;
    else if (!parser.readableEnded && !failure) await Promise.race([once(parser, 'readable'), ended]);
  }
  if (failure) throw failure;
}

function read(parser: Parser): string[] | null {
  return parser.read() as string[] | null;
}

async function* inSlices(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for (const chunk of slicesOf(first)) yield chunk;
  for await (const chunk of rest) yield* slicesOf(chunk);
}

function* slicesOf(chunk: Buffer): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += bytesPerTurn) yield chunk.subarray(at, at + bytesPerTurn);
}

/** Cuts what comes in pieces of any size into batches of `size`; the last may be smaller. */
export async function* inBatches<T>(pieces: AsyncIterable<T[]>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const piece of pieces) {
    batch = batch.length > 0 ? batch.concat(piece) : piece;
    for (; batch.length >= size; batch = batch.slice(size)) yield batch.slice(0, size);
  }
  if (batch.length > 0) yield batch;
}

export function isBlank({ cells }: CsvRow): boolean {
  return cells.every((cell) => cell.trim() === '');
}
