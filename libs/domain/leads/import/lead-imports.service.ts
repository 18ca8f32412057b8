import { Injectable } from '@nestjs/common';
import type { Author } from '@domain/activities';
import { asWholeTeam, Database, type SqlTx, type TenantScope, teamOf } from '@platform/database';
import { conflict, notFound } from '@platform/errors';
import { Files } from '@platform/files';
import { Jobs } from '@platform/jobs';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { leadJobs } from '../leads.jobs';
import { checkMapping, namesSomebody, type ColumnMapping } from './column-mapping';
import { ImportEnding } from './import-ending.service';
import type { DuplicatePolicy, LeadImport } from './lead-import';
import { LeadImportsRepository } from './lead-imports.repository';
import { LeadUploads, type Upload } from './lead-uploads.service';

export interface ImportOptions {
  /** Column → field. Without one the suggestion is used, if it is unambiguous. */
  mapping?: Record<string, unknown>;
  /** Default: skip. */
  onDuplicate?: DuplicatePolicy;
  /** Starts at once when the mapping is given or unambiguous; else the import waits for `start`. */
  start?: boolean;
}

/** Imports of leads from CSV files, from the upload to the end. The rows themselves are stored by the worker. */
@Injectable()
export class LeadImports {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly jobs: Jobs,
    private readonly uploads: LeadUploads,
    private readonly imports: LeadImportsRepository,
    private readonly ending: ImportEnding,
  ) {}

  /**
   * Registers an upload as an import, and starts it when asked to and possible.
   * @throws DomainError invalid (mapping) with codes of `checkMapping`; the upload is not kept then
   */
  async register(
    scope: TenantScope,
    upload: Upload,
    options: ImportOptions,
    by: Author,
  ): Promise<LeadImport> {
    try {
      return await this.database.sql(scope, async (tx) => {
        const { onDuplicate = 'skip' } = options;
        const mapping = options.mapping ? checkMapping(upload.columns, options.mapping) : upload.mapping;
        for (const fileId of await asWholeTeam(tx, (team) => this.imports.abandonStale(team)))
          await this.files.delete(tx, fileId);
        const id = await this.imports.insert(tx, {
          ...upload,
          ...{ mapping, onDuplicate },
          createdById: by.userId ?? scope.viewerId,
          viewerId: scope.viewerId,
        });
        const decided =
          options.mapping !== undefined || (upload.ambiguous.length === 0 && namesSomebody(upload.mapping));
        if (decided && (options.start || options.mapping)) await this.begin(tx, id, mapping, onDuplicate);
        return this.require(tx, id);
      });
    } catch (error) {
      await this.uploads.discard(scope, upload.fileId);
      throw error;
    }
  }

  /**
   * Starts an import that waits.
   * @throws DomainError not_found/lead_import_not_found, conflict/import_not_startable, invalid (mapping)
   */
  async start(scope: TenantScope, id: string, options: Omit<ImportOptions, 'start'>): Promise<LeadImport> {
    return this.database.sql(scope, async (tx) => {
      const current = await this.imports.lock(tx, id);
      if (!current) throw notFound('lead_import');
      if (current.state !== 'uploaded') {
        throw conflict(
          'import_not_startable',
          `The import is ${current.state}; only one that waits can be started.`,
        );
      }
      const mapping = checkMapping(current.columns, options.mapping ?? current.mapping);
      await this.begin(tx, id, mapping, options.onDuplicate ?? current.onDuplicate);
      return this.require(tx, id);
    });
  }

  /**
   * Cancels an import; rows that are in stay. A batch that is under way is still stored.
   * @throws DomainError not_found/lead_import_not_found, conflict/import_not_cancellable
   */
  async cancel(scope: TenantScope, id: string, by: Author): Promise<LeadImport> {
    return this.database.sql(scope, async (tx) => {
      const current = await this.imports.lock(tx, id);
      if (!current) throw notFound('lead_import');
      if (current.state !== 'uploaded' && current.state !== 'running') {
        throw conflict('import_not_cancellable', `The import is ${current.state} already.`);
      }
      await this.ending.end(tx, current, 'cancelled', null, by);
      return this.require(tx, id);
    });
  }

  /** @throws DomainError not_found/lead_import_not_found */
  async get(scope: TenantScope, id: string): Promise<LeadImport> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /** Newest first. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<LeadImport>> {
    const after = decodeCursor(cursor, ['uuid']);
    const rows = await this.database.sql(scope, (tx) => this.imports.list(tx, after?.[0], limit + 1));
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  private async begin(
    tx: SqlTx,
    id: string,
    mapping: ColumnMapping,
    onDuplicate: DuplicatePolicy,
  ): Promise<void> {
    await this.imports.start(tx, id, mapping, onDuplicate);
    await this.jobs.enqueue(tx, leadJobs.import, { teamId: teamOf(tx), importId: id }, { dedupeKey: id });
  }

  private async require(tx: SqlTx, id: string): Promise<LeadImport> {
    const found = await this.imports.find(tx, id);
    if (!found) throw notFound('lead_import');
    return found;
  }
}
