import { Injectable } from '@nestjs/common';
import { newId, Prisma, teamOf, type SqlTx } from '@platform/database';
import type { ColumnMapping } from './column-mapping';
import type { CsvEncoding } from './csv-encoding';
import type { RowIssue } from './imported-lead';
import type { DuplicatePolicy, ImportCounts, ImportState, LeadImport } from './lead-import';

const shape = {
  id: 'uuid',
  fileId: 'uuid',
  fileName: 'text',
  state: 'text',
  columns: 'json',
  mapping: 'json',
  onDuplicate: 'text',
  encoding: 'text',
  totalRows: 'int?',
  doneThrough: 'int',
  created: 'int',
  updated: 'int',
  skipped: 'int',
  failed: 'int',
  error: 'text?',
  createdById: 'uuid?',
  viewerId: 'uuid?',
  createdAt: 'date',
  startedAt: 'date?',
  finishedAt: 'date?',
} as const;
const columns = Prisma.sql`id, file_id AS "fileId", file_name AS "fileName", state, columns, mapping,
  on_duplicate AS "onDuplicate", coalesce(encoding, 'utf-8') AS encoding, total_rows AS "totalRows",
  done_through AS "doneThrough", created, updated, skipped, failed, error, created_by_id AS "createdById", viewer_id AS "viewerId",
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

export interface NewImport {
  fileId: string;
  fileName: string;
  columns: string[];
  mapping: ColumnMapping;
  onDuplicate: DuplicatePolicy;
  encoding: CsvEncoding;
  createdById: string | null;
  viewerId: string | null;
}

@Injectable()
export class LeadImportsRepository {
  async insert(tx: SqlTx, upload: NewImport): Promise<string> {
    const id = newId();
    await tx.execute(Prisma.sql`
      INSERT INTO lead_import (id, team_id, file_id, file_name, columns, mapping, on_duplicate, encoding, created_by_id,
        viewer_id)
      VALUES (${id}::uuid, ${teamOf(tx)}::uuid, ${upload.fileId}::uuid, ${upload.fileName},
        ${JSON.stringify(upload.columns)}::jsonb, ${JSON.stringify(upload.mapping)}::jsonb, ${upload.onDuplicate},
        ${upload.encoding}, ${upload.createdById}::uuid, ${upload.viewerId}::uuid)`);
    return id;
  }

  async find(tx: SqlTx, id: string): Promise<LeadImport | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_import WHERE id = ${id}::uuid`,
    );
    return row as LeadImport | undefined;
  }

  /** The same, held against other changes until the transaction ends. */
  async lock(tx: SqlTx, id: string): Promise<LeadImport | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_import WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row as LeadImport | undefined;
  }

  /** Newest first: ids sort by time. */
  async list(tx: SqlTx, after: string | undefined, limit: number): Promise<LeadImport[]> {
    const beyond = after ? Prisma.sql`WHERE id < ${after}::uuid` : Prisma.empty;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM lead_import ${beyond} ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as LeadImport[];
  }

  async start(tx: SqlTx, id: string, mapping: ColumnMapping, onDuplicate: DuplicatePolicy): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead_import SET state = 'running', started_at = now(),
      mapping = ${JSON.stringify(mapping)}::jsonb, on_duplicate = ${onDuplicate} WHERE id = ${id}::uuid`);
  }

  async setTotal(tx: SqlTx, id: string, totalRows: number): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead_import SET total_rows = ${totalRows} WHERE id = ${id}::uuid`);
  }

  async advance(tx: SqlTx, id: string, doneThrough: number, counts: ImportCounts): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead_import SET done_through = ${doneThrough}, created = created + ${counts.created},
      updated = updated + ${counts.updated}, skipped = skipped + ${counts.skipped}, failed = failed + ${counts.failed}
      WHERE id = ${id}::uuid`);
  }

  async finish(tx: SqlTx, id: string, state: ImportState, error: string | null): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead_import SET state = ${state}, error = ${error}, finished_at = now()
      WHERE id = ${id}::uuid`);
  }

  /** Uploads that nobody has started for a week; answers their files. */
  async abandonStale(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { fileId: 'uuid' },
      Prisma.sql`UPDATE lead_import SET state = 'cancelled', finished_at = now()
        WHERE state = 'uploaded' AND created_at < now() - interval '7 days' RETURNING file_id AS "fileId"`,
    );
    return rows.map(({ fileId }) => fileId);
  }

  async insertIssues(tx: SqlTx, importId: string, issues: RowIssue[]): Promise<void> {
    if (issues.length === 0) return;
    await tx.execute(Prisma.sql`
      INSERT INTO lead_import_issue (team_id, import_id, line, code, "column", message)
      SELECT ${teamOf(tx)}::uuid, ${importId}::uuid, line, code, "column", message
      FROM json_to_recordset(${JSON.stringify(issues)}::json) AS issue(line int, code text, "column" text, message text)
      ON CONFLICT DO NOTHING`);
  }

  /** In the order of the file, behind `after`. */
  async issues(
    tx: SqlTx,
    importId: string,
    after: Pick<RowIssue, 'line' | 'code' | 'column'>,
    limit: number,
  ): Promise<RowIssue[]> {
    return tx.rows(
      { line: 'int', code: 'text', column: 'text', message: 'text' },
      Prisma.sql`SELECT line, code, "column", message FROM lead_import_issue
        WHERE import_id = ${importId}::uuid AND (line, code, "column") > (${after.line}::int, ${after.code}, ${after.column})
        ORDER BY line, code, "column" LIMIT ${limit}`,
    );
  }
}
