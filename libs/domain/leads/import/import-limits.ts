/** What an upload may be; beyond that it is refused, or the row is. */
export const importLimits = {
  fileBytes: 10 * 1024 * 1024,
  columns: 100,
  rows: 200_000,
  cellChars: 10 * 1024,
  previewRows: 20,
  /** Rows per transaction: large enough to cost little, small enough to lose little and to be cancelled soon. */
  batchRows: 2_000,
} as const;
