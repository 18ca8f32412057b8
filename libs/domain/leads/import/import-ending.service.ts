import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Files } from '@platform/files';
import { leadImportFinished } from '../leads.events';
import type { LeadImport } from './lead-import';
import { LeadImportsRepository } from './lead-imports.repository';

/** Ends an import, however it ends: one activity for all its rows, one event, and the file is gone. */
@Injectable()
export class ImportEnding {
  constructor(
    private readonly activities: Activities,
    private readonly events: Events,
    private readonly files: Files,
    private readonly imports: LeadImportsRepository,
  ) {}

  /** `current` is locked by the caller. `error` is `code: sentence`. */
  async end(
    tx: SqlTx,
    current: LeadImport,
    state: 'completed' | 'failed' | 'cancelled',
    error: string | null,
    by: Author,
  ): Promise<void> {
    const { id, fileId, created, updated, skipped, failed } = current;
    await this.imports.finish(tx, id, state, error);
    await this.files.delete(tx, fileId);
    if (current.startedAt === null) return;
    await this.activities.record(tx, [
      {
        type: 'lead.import_finished',
        title: `Import ${state}: ${created} created, ${updated} updated, ${skipped} skipped, ${failed} failed`,
        userId: by.userId,
        changes: { importId: id, fileName: current.fileName, created, updated, skipped, failed, error },
      },
    ]);
    await this.events.publish(tx, leadImportFinished, { importId: id, state, created, updated });
  }
}
