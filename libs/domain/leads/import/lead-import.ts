import type { ColumnMapping } from './column-mapping';
import type { CsvEncoding } from './csv-encoding';

export const IMPORT_STATES = ['uploaded', 'running', 'completed', 'failed', 'cancelled'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** What happens to a row whose email or phone belongs to a lead already, or to an earlier row of the file. */
export const DUPLICATE_POLICIES = ['skip', 'update', 'fail'] as const;
export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];

export interface LeadImport {
  id: string;
  fileId: string;
  fileName: string;
  state: ImportState;
  columns: string[];
  mapping: ColumnMapping;
  onDuplicate: DuplicatePolicy;
  encoding: CsvEncoding;
  /** Rows behind the header, blank ones left out; null until the file has been read through once. */
  totalRows: number | null;
  /** The last line that is done; the header is line 1. */
  doneThrough: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  /** Why the import failed: `code: sentence`. */
  error: string | null;
  createdById: string | null;
  /** Whose leads alone it may find and change; null: all of the team's. */
  viewerId: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface ImportCounts {
  created: number;
  updated: number;
  skipped: number;
  failed: number;
}
