import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { csvLine } from '../export/csv-line';
import type { RowIssue } from './imported-lead';
import { LeadImportsRepository } from './lead-imports.repository';

const pageSize = 2_000;

/** Why rows were not imported, as a CSV file to download. */
@Injectable()
export class ImportIssues {
  constructor(
    private readonly database: Database,
    private readonly imports: LeadImportsRepository,
  ) {}

  /** Lines in the order of the file; memory use does not depend on how many. @throws DomainError not_found/lead_import_not_found */
  async download(scope: TenantScope, importId: string): Promise<Readable> {
    const known = await this.database.sql(scope, (tx) => this.imports.find(tx, importId));
    if (!known) throw notFound('lead_import');
    return Readable.from(this.lines(scope, importId));
  }

  private async *lines(scope: TenantScope, importId: string): AsyncGenerator<string> {
    yield csvLine(['Line', 'Code', 'Column', 'Message']);
    let after: Pick<RowIssue, 'line' | 'code' | 'column'> = { line: 0, code: '', column: '' };
    for (;;) {
      const from = after;
      const issues = await this.database.sql(scope, (tx) =>
        this.imports.issues(tx, importId, from, pageSize),
      );
      if (issues.length === 0) return;
      yield issues.map(({ line, code, column, message }) => csvLine([line, code, column, message])).join('');
      after = issues.at(-1)!;
    }
  }
}
