import { Injectable } from '@nestjs/common';
import { CustomFields } from '@domain/custom-fields';
import { Database, type TenantScope } from '@platform/database';
import { Files } from '@platform/files';
import { suggestMapping, type SuggestedMapping } from './column-mapping';
import { EncodingProbe, type CsvEncoding } from './csv-encoding';
import { columnNames } from './csv-header';
import { csvRows, isBlank, type CsvRow } from './csv-rows';
import { importLimits } from './import-limits';

/** A stored file that has been looked into, but not imported. */
export interface Upload extends SuggestedMapping {
  fileId: string;
  fileName: string;
  encoding: CsvEncoding;
  columns: string[];
  /** The first rows as they stand in the file, one cell per column. */
  preview: string[][];
}

/** Takes CSV files in: streamed to storage, never held in memory as a whole. */
@Injectable()
export class LeadUploads {
  constructor(
    private readonly database: Database,
    private readonly customFields: CustomFields,
    private readonly files: Files,
  ) {}

  /**
   * Stores the stream and reads its head. A file that cannot be imported is not kept.
   * @throws DomainError too_large/file_too_large, unprocessable/csv_not_text, csv_empty, csv_too_many_columns, csv_quote_…
   */
  async take(scope: TenantScope, fileName: string, stream: AsyncIterable<Uint8Array>): Promise<Upload> {
    const probe = new EncodingProbe();
    const fileId = await this.files.write(scope, fileName, 'text/csv', watched(stream, probe), {
      maxBytes: importLimits.fileBytes,
    });
    try {
      const encoding = probe.result();
      const { columns, preview } = await this.look(scope, fileId, encoding);
      const fields = await this.database.sql(scope, (tx) => this.customFields.all(tx));
      return { fileId, fileName, encoding, columns, preview, ...suggestMapping(columns, fields) };
    } catch (error) {
      await this.discard(scope, fileId);
      throw error;
    }
  }

  async discard(scope: TenantScope, fileId: string): Promise<void> {
    await this.database.sql(scope, (tx) => this.files.delete(tx, fileId));
  }

  private async look(
    scope: TenantScope,
    fileId: string,
    encoding: CsvEncoding,
  ): Promise<{ columns: string[]; preview: string[][] }> {
    const head: CsvRow[] = [];
    for await (const rows of csvRows(this.files.read(scope, fileId), encoding)) {
      head.push(...rows.filter((row) => row.line === 1 || !isBlank(row)));
      if (head.length > importLimits.previewRows) break;
    }
    const columns = columnNames(head[0]);
    const preview = head.slice(1, importLimits.previewRows + 1);
    return {
      columns,
      preview: preview.map(({ cells }) => columns.map((_, index) => (cells[index] ?? '').slice(0, 1_000))),
    };
  }
}

async function* watched(stream: AsyncIterable<Uint8Array>, probe: EncodingProbe): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    probe.see(chunk);
    yield chunk;
  }
}
