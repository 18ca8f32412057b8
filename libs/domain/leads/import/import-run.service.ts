import { Injectable } from '@nestjs/common';
import { CustomFields } from '@domain/custom-fields';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { Files } from '@platform/files';
import { columnNames } from './csv-header';
import { csvRows, inBatches, isBlank, type CsvRow } from './csv-rows';
import { csvRefused } from './csv.errors';
import { ImportBatches, type ReadBatch } from './import-batch.service';
import { ImportEnding } from './import-ending.service';
import { importLimits } from './import-limits';
import { planOf, readRow, type RowPlan } from './import-row';
import type { LeadImport } from './lead-import';
import { LeadImportsRepository } from './lead-imports.repository';

/** Rows read between two looks at the event loop: about 5 ms of work. */
const rowsPerTurn = 100;

/** The worker's part of an import, step by step; the job decides when each is committed. */
@Injectable()
export class ImportRun {
  constructor(
    private readonly database: Database,
    private readonly customFields: CustomFields,
    private readonly files: Files,
    private readonly batches: ImportBatches,
    private readonly imports: LeadImportsRepository,
    private readonly ending: ImportEnding,
  ) {}

  /** The import, if it is to be run. */
  async find(tx: SqlTx, importId: string): Promise<LeadImport | undefined> {
    const current = await this.imports.find(tx, importId);
    return current?.state === 'running' ? current : undefined;
  }

  /**
   * Reads the whole file once and counts its rows, so that a malformed file is refused before its first row is stored.
   * @throws DomainError unprocessable with a csv_ code
   */
  async check(scope: TenantScope, { fileId, encoding }: LeadImport): Promise<number> {
    let count = 0;
    for await (const rows of csvRows(this.files.read(scope, fileId), encoding)) {
      if (rows[0]?.line === 1) columnNames(rows[0]);
      for (const row of rows) if (row.line > 1 && !isBlank(row)) count += 1;
      if (count > importLimits.rows) {
        throw csvRefused('csv_too_many_rows', `The file has more than ${importLimits.rows} rows.`);
      }
    }
    return count;
  }

  async setTotal(tx: SqlTx, importId: string, totalRows: number): Promise<void> {
    await this.imports.setTotal(tx, importId, totalRows);
  }

  /** The batches that are not done yet, read and normalised. */
  async *unfinished(scope: TenantScope, current: LeadImport): AsyncGenerator<ReadBatch> {
    const fields = await this.database.sql(scope, (tx) => this.customFields.all(tx));
    const plan = planOf(current.columns, current.mapping, fields);
    const rows = csvRows(this.files.read(scope, current.fileId), current.encoding);
    for await (const batch of inBatches(
      behind(rows, Math.max(1, current.doneThrough)),
      importLimits.batchRows,
    )) {
      yield await readBatch(batch, plan);
    }
  }

  /** False when the import was cancelled meanwhile. */
  async store(tx: SqlTx, importId: string, batch: ReadBatch): Promise<boolean> {
    return this.batches.store(tx, importId, batch);
  }

  /** Ends the import if it is still running. */
  async end(tx: SqlTx, importId: string, error: string | null = null): Promise<void> {
    const current = await this.imports.lock(tx, importId);
    if (current?.state !== 'running') return;
    await this.ending.end(tx, current, error === null ? 'completed' : 'failed', error, {
      userId: current.createdById,
    });
  }
}

async function* behind(pieces: AsyncIterable<CsvRow[]>, line: number): AsyncGenerator<CsvRow[]> {
  for await (const rows of pieces) {
    const rest = rows[0]!.line > line ? rows : rows.filter((row) => row.line > line);
    if (rest.length > 0) yield rest;
  }
}

async function readBatch(rows: CsvRow[], plan: RowPlan): Promise<ReadBatch> {
  const batch: ReadBatch = { leads: [], issues: [], refused: 0, through: rows.at(-1)!.line };
  for (const [index, row] of rows.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await new Promise((resolve) => setImmediate(resolve));
    if (isBlank(row)) continue;
    const read = readRow(row, plan);
    if (Array.isArray(read)) {
      batch.issues.push(...read);
      batch.refused += 1;
    } else batch.leads.push(read);
  }
  return batch;
}
