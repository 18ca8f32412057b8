import { Injectable } from '@nestjs/common';
import { ImportRun, type ImportPayload, type leadJobs, type LeadImport, type ReadBatch } from '@domain/leads';
import type { Tx } from '@platform/database';
import { DomainError } from '@platform/errors';
import type { JobContext, JobHandler } from '@platform/jobs/worker';

/** Imports a file batch by batch. Each batch and the mark behind it are one transaction, so a kill repeats nothing. */
@Injectable()
export class LeadImportHandler implements JobHandler<typeof leadJobs.import> {
  constructor(private readonly imports: ImportRun) {}

  async run({ importId }: ImportPayload, context: JobContext): Promise<void> {
    const current = await context.stepSql((tx) => this.imports.find(tx, importId));
    if (!current) return;
    const problem = current.totalRows === null ? await this.check(current, context) : null;
    if (!problem && !(await this.storeUnlessCancelled(current, context))) return;
    await context.completeSql((tx) => this.imports.end(tx, importId, problem));
  }

  async abandoned(tx: Tx, { importId }: ImportPayload, reason: string): Promise<void> {
    await this.imports.end(tx, importId, `import_abandoned: ${reason.slice(0, 500)}`);
  }

  /** Why the file cannot be imported, or null. */
  private async check(current: LeadImport, context: JobContext): Promise<string | null> {
    try {
      const rows = await this.imports.check(context.scope, current);
      await context.stepSql((tx) => this.imports.setTotal(tx, current.id, rows));
      return null;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unprocessable')
        return `${error.code}: ${error.message}`;
      throw error;
    }
  }

  /** A cancellation deletes the file under the reader's hands: what that looks like is not a failure. */
  private async storeUnlessCancelled(current: LeadImport, context: JobContext): Promise<boolean> {
    try {
      return await this.storeAll(current, context);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'file_not_found') throw error;
      if (await context.stepSql((tx) => this.imports.find(tx, current.id))) throw error;
      return false;
    }
  }

  /** Reads the next batch while Postgres stores this one. False when the import was cancelled. */
  private async storeAll(current: LeadImport, context: JobContext): Promise<boolean> {
    let storing: Promise<boolean> = Promise.resolve(true);
    for await (const batch of this.imports.unfinished(context.scope, current)) {
      if (!(await storing)) return false;
      if (context.signal.aborted)
        throw new DomainError('unavailable', 'worker_stopping', 'the worker is stopping');
      storing = this.store(current.id, batch, context);
      // It is waited for above or below; a failure before that is not an unhandled one.
      storing.catch(() => undefined);
    }
    return storing;
  }

  private async store(importId: string, batch: ReadBatch, context: JobContext): Promise<boolean> {
    const stored = await context.advanceSql((tx) => this.imports.store(tx, importId, batch));
    context.progress({ throughLine: batch.through });
    return stored;
  }
}
