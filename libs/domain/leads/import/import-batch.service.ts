import { Injectable } from '@nestjs/common';
import { inScope, TenantScope, type SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { ConsentRepository } from '../consent/consent.repository';
import { fact, LeadRecorder } from '../lead-recorder.service';
import { leadCreated, leadUpdated } from '../leads.events';
import { TagsRepository } from '../tags/tags.repository';
import { planUpdates } from './duplicate-plan';
import type { ImportedLead, RowIssue } from './imported-lead';
import { ImportedLeadsRepository, type Match } from './imported-leads.repository';
import type { ImportCounts, LeadImport } from './lead-import';
import { LeadImportsRepository } from './lead-imports.repository';
import { consentsOfImport, duplicateIssues, statedFields } from './import-outcome';

/** Rows that were read, and how far the file is done with them. */
export interface ReadBatch {
  leads: ImportedLead[];
  issues: RowIssue[];
  /** Rows that are no lead. */
  refused: number;
  /** The last line of the batch. */
  through: number;
}

/** Stores a batch of an import: a fixed number of statements whatever its size, all in the caller's transaction. */
@Injectable()
export class ImportBatches {
  constructor(
    private readonly events: Events,
    private readonly recorder: LeadRecorder,
    private readonly consents: ConsentRepository,
    private readonly tags: TagsRepository,
    private readonly leads: ImportedLeadsRepository,
    private readonly imports: LeadImportsRepository,
  ) {}

  /** Stores the batch and advances the import behind it; false when the import is not running any more. */
  async store(tx: SqlTx, importId: string, batch: ReadBatch): Promise<boolean> {
    // Held until the commit: a cancellation waits for the batch, and then finds the next one not begun.
    const current = await this.imports.lock(tx, importId);
    if (current?.state !== 'running') return false;
    if (batch.through <= current.doneThrough) return true;
    const counts = await this.asImporter(tx, current, (own) =>
      current.onDuplicate === 'update'
        ? this.updateDuplicates(own, current, batch)
        : this.refuseDuplicates(own, current, batch),
    );
    counts.failed += batch.refused;
    await this.imports.insertIssues(tx, importId, batch.issues);
    await this.imports.advance(tx, importId, batch.through, counts);
    return true;
  }

  /** A lead that whoever imports may not see is not changed by their file; its row is a duplicate like any other. */
  private asImporter<T>(tx: SqlTx, { viewerId }: LeadImport, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    if (viewerId === null || !(tx.scope instanceof TenantScope)) return work(tx);
    return inScope(tx, tx.scope.seenBy(viewerId), work);
  }

  private async refuseDuplicates(
    tx: SqlTx,
    current: LeadImport,
    { leads }: ReadBatch,
  ): Promise<ImportCounts> {
    const created = await this.leads.insert(tx, current.id, leads);
    const duplicates = leads.filter(({ line }) => !created.has(line));
    await this.reportDuplicates(tx, current, duplicates);
    await this.created(
      tx,
      current,
      leads.filter(({ line }) => created.has(line)),
    );
    const refused = { [current.onDuplicate === 'fail' ? 'failed' : 'skipped']: duplicates.length };
    return { created: created.size, updated: 0, skipped: 0, failed: 0, ...refused };
  }

  private async updateDuplicates(
    tx: SqlTx,
    current: LeadImport,
    { leads }: ReadBatch,
  ): Promise<ImportCounts> {
    const matches = await this.leads.matches(tx, leads, true);
    const plan = planUpdates(leads, matches);
    const created = await this.leads.insert(tx, current.id, plan.inserts);
    await this.leads.update(tx, plan.updates);
    // Somebody else created a lead with the same address a moment ago: the row is left to the next import of the file.
    const late = plan.inserts.filter(({ line }) => !created.has(line));
    await this.reportDuplicates(tx, current, late);
    await this.imports.insertIssues(tx, current.id, plan.issues);
    await this.created(
      tx,
      current,
      plan.inserts.filter(({ line }) => created.has(line)),
    );
    await this.updated(tx, current, plan.updates, matches);
    return { created: created.size, updated: plan.updated, skipped: late.length, failed: plan.issues.length };
  }

  private async reportDuplicates(tx: SqlTx, current: LeadImport, duplicates: ImportedLead[]): Promise<void> {
    if (duplicates.length === 0) return;
    const matches = await this.leads.matches(tx, duplicates, false);
    await this.imports.insertIssues(tx, current.id, duplicateIssues(duplicates, matches, current.id));
  }

  private async created(tx: SqlTx, current: LeadImport, leads: ImportedLead[]): Promise<void> {
    await this.consents.append(
      tx,
      leads.flatMap((lead) => consentsOfImport(lead, undefined, current.id)),
    );
    await this.tag(tx, leads);
    const by = { userId: current.createdById };
    await this.events.publishMany(
      tx,
      leadCreated,
      leads.map(({ id }) => ({ ...fact(id, by), importId: current.id, quiet: true })),
    );
  }

  private async updated(
    tx: SqlTx,
    current: LeadImport,
    leads: ImportedLead[],
    matches: Match[],
  ): Promise<void> {
    if (leads.length === 0) return;
    const before = new Map(matches.map((match) => [match.id, match]));
    const consents = leads.flatMap((lead) => consentsOfImport(lead, before.get(lead.id), current.id));
    const by = { userId: current.createdById };
    await this.recorder.consented(tx, consents, by);
    await this.tag(tx, leads);
    await this.events.publishMany(
      tx,
      leadUpdated,
      leads.map((lead) => ({ ...fact(lead.id, by), importId: current.id, fields: statedFields(lead) })),
    );
  }

  private async tag(tx: SqlTx, leads: ImportedLead[]): Promise<void> {
    const names = [...new Set(leads.flatMap(({ tags }) => tags))];
    if (names.length === 0) return;
    const ids = await this.tags.ensure(tx, names);
    const pairs = leads.flatMap(({ id, tags }) =>
      tags.map((name) => ({ leadId: id, tagId: ids.get(name)! })),
    );
    await this.tags.linkPairs(tx, pairs);
  }
}
