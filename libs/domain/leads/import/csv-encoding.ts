import { csvRefused } from './csv.errors';

export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Zip (also .xlsx) and the old Office container: spreadsheets that were not saved as CSV. */
const containers = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('d0cf11e0', 'hex')];

/**
 * Watches a file go by and says afterwards how it is encoded: by its byte order mark, by the zeros of UTF-16, as UTF-8 when
 * every byte agrees, else as Windows-1252, which Excel writes in the Americas and western Europe.
 */
export class EncodingProbe {
  private encoding: CsvEncoding | undefined;
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true });
  private isUtf8 = true;
  private first = true;

  /** @throws DomainError unprocessable/csv_not_text */
  see(chunk: Uint8Array): void {
    if (this.first) {
      this.first = false;
      this.encoding = encodingOfStart(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    if (this.encoding?.startsWith('utf-16')) return;
    if (chunk.includes(0)) throw notText();
    if (this.isUtf8) this.isUtf8 = this.decodes(chunk, true);
  }

  result(): CsvEncoding {
    if (this.encoding) return this.encoding;
    return this.isUtf8 && this.decodes(new Uint8Array(0), false) ? 'utf-8' : 'windows-1252';
  }

  private decodes(chunk: Uint8Array, more: boolean): boolean {
    try {
      this.utf8.decode(chunk, { stream: more });
      return true;
    } catch {
      // A fatal decoder says "not UTF-8" by throwing; that is the question asked here.
      return false;
    }
  }
}

function encodingOfStart(start: Buffer): CsvEncoding | undefined {
  if (containers.some((magic) => start.subarray(0, magic.length).equals(magic))) throw notText();
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  const sample = start.subarray(0, 2_000);
  const zeros = { even: 0, odd: 0 };
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd'] += 1;
  });
  // Western text in UTF-16 has a zero in nearly every second byte, always on the same side.
  if (zeros.odd > sample.length * 0.3 && zeros.even === 0) return 'utf-16le';
  if (zeros.even > sample.length * 0.3 && zeros.odd === 0) return 'utf-16be';
  return undefined;
}

function notText() {
  return csvRefused('csv_not_text', 'The file is not a text file. Save a spreadsheet as CSV first.');
}

/** The same text as UTF-8 bytes, without the byte order mark. */
export async function* asUtf8(
  stream: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of stream) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  const rest = decoder.decode();
  if (rest) yield Buffer.from(rest);
}
