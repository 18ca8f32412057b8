import { Injectable } from '@nestjs/common';
import { TagsService } from '@domain/leads';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { WorkflowReferencesRepository } from '../workflow-references.repository';
import type { Workflow } from '../workflow.types';
import { WorkflowsService } from '../workflows.service';
import { libraryEntry } from './library';

/** Workflows that are ready to be taken over. */
@Injectable()
export class WorkflowLibrary {
  constructor(
    private readonly database: Database,
    private readonly references: WorkflowReferencesRepository,
    private readonly tags: TagsService,
    private readonly workflows: WorkflowsService,
  ) {}

  /**
   * A new workflow with the draft of the entry; tags it uses and the team lacks are made in the same transaction.
   * @throws DomainError not_found/library_entry_not_found
   */
  async take(
    scope: TenantScope,
    userId: string | null,
    { key, name }: { key: string; name?: string },
  ): Promise<Workflow> {
    const entry = libraryEntry(key);
    if (!entry) throw notFound('library_entry');
    return this.database.sql(scope, async (tx) => {
      const ids = await this.tagIds(tx, entry.tags, userId);
      const definition = entry.build((tag) => ids.get(tag.toLowerCase())!);
      const { description } = entry;
      return this.workflows.createIn(tx, userId, { name: name ?? entry.name, description, definition });
    });
  }

  private async tagIds(
    tx: SqlTx,
    names: readonly string[],
    userId: string | null,
  ): Promise<Map<string, string>> {
    const ids = await this.references.tagsByName(tx, names);
    for (const name of names) {
      if (!ids.has(name.toLowerCase()))
        ids.set(name.toLowerCase(), (await this.tags.createIn(tx, { name }, { userId })).id);
    }
    return ids;
  }
}
