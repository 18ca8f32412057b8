import type { CsvRow } from './csv-rows';
import { csvRefused } from './csv.errors';
import { importLimits } from './import-limits';

/**
 * The names of the columns: as written, numbered where two are alike, made up where there is none.
 * @throws DomainError unprocessable/csv_empty, csv_too_many_columns
 */
export function columnNames(header: CsvRow | undefined): string[] {
  const cells = header?.cells.map((cell) => cell.replace(/\s+/g, ' ').trim().slice(0, 200)) ?? [];
  while (cells.length > 0 && cells.at(-1) === '') cells.pop();
  if (cells.length === 0)
    throw csvRefused('csv_empty', 'The file has no header row with the names of the columns.');
  if (cells.length > importLimits.columns) {
    throw csvRefused(
      'csv_too_many_columns',
      `The file has ${cells.length} columns; ${importLimits.columns} are possible.`,
    );
  }
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell || `Column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
