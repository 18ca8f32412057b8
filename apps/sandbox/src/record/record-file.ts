import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Acceptance } from './acceptance-record';

/** Append-only NDJSON. A write reaches the kernel before it returns: it survives a kill of the process, not of the machine. */
export class RecordFile {
  private readonly descriptor: number;

  constructor(private readonly path: string) {
    this.descriptor = openSync(path, 'a');
  }

  append(acceptances: readonly Acceptance[]): void {
    const lines = Buffer.from(acceptances.map((acceptance) => `${JSON.stringify(acceptance)}\n`).join(''));
    // A write may be partial (a full disk, a signal): what is missing would be an acceptance nobody can count.
    for (let written = 0; written < lines.length;) written += writeSync(this.descriptor, lines, written);
  }

  /** Lines of an earlier run; a last line cut off by a crash was never answered and is left out. */
  *read(): Generator<Acceptance> {
    const bytes = readFileSync(this.path);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield JSON.parse(bytes.toString('utf8', start, end)) as Acceptance;
      start = end + 1;
    }
    if (start < bytes.length) ftruncateSync(this.descriptor, start);
  }

  clear(): void {
    ftruncateSync(this.descriptor, 0);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
