/**
 * A spreadsheet runs a cell that begins like a formula, also after spaces or quotes, also in full-width form. A `'` in front makes
 * it text (OWASP, CSV injection). Phone numbers (+1…) get it too: rather one sign too many.
 */
const formula = /^[\s"']*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export function guardCell(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** The exact inverse, so that what we export we import unchanged. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
