import { guardCell } from '../import/csv-guard';

/** One line of CSV (RFC 4180): every cell quoted, none that a spreadsheet would run. */
export function csvLine(cells: readonly (string | number | boolean | Date | null)[]): string {
  return `${cells.map((cell) => `"${guardCell(textOf(cell)).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

function textOf(cell: string | number | boolean | Date | null): string {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : String(cell);
}
