import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** A CSV download. It is sent while it is made, so an error half-way breaks the connection off. */
export function csvFile(csv: Readable, name: string): StreamableFile {
  return new StreamableFile(csv, {
    type: 'text/csv; charset=utf-8',
    disposition: `attachment; filename="${name}"`,
  });
}
