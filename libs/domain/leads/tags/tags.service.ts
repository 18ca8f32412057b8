import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { tagDeleted } from '../leads.events';
import { tidyTagName, type Tag } from './tag';
import { TagsRepository } from './tags.repository';

/** The tags of a team; a name is unique in any case. */
@Injectable()
export class TagsService {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly tags: TagsRepository,
  ) {}

  /** By name. @throws DomainError invalid (cursor) */
  async list(scope: TenantScope, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Tag>> {
    const after = decodeCursor(cursor, ['text', 'uuid']);
    const rows = await this.database.sql(scope, (tx) =>
      this.tags.list(tx, after && { name: after[0], id: after[1] }, limit + 1),
    );
    return pageOf(rows, limit, ({ name, id }) => [name, id]);
  }

  /** @throws DomainError conflict/tag_name_taken */
  async create(scope: TenantScope, input: { name: string; color?: string | null }): Promise<Tag> {
    return this.database.sql(scope, (tx) => this.createIn(tx, input));
  }

  /** The same in the caller's transaction. */
  async createIn(tx: SqlTx, input: { name: string; color?: string | null }): Promise<Tag> {
    return this.tags.insert(tx, readName(input.name), input.color ?? null);
  }

  /** @throws DomainError not_found/tag_not_found, conflict/tag_name_taken */
  async update(
    scope: TenantScope,
    id: string,
    input: { name?: string; color?: string | null },
  ): Promise<Tag> {
    const change = { ...input, ...(input.name === undefined ? {} : { name: readName(input.name) }) };
    const tag = await this.database.sql(scope, (tx) => this.tags.update(tx, id, change));
    if (!tag) throw notFound('tag');
    return tag;
  }

  /** Takes the tag off every lead too. @throws DomainError not_found/tag_not_found */
  async delete(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const tag = await this.tags.find(tx, id);
      if (!tag || !(await this.tags.delete(tx, id))) throw notFound('tag');
      await this.activities.record(tx, [
        { type: 'tag.deleted', title: `Tag deleted: ${tag.name}`, userId: by.userId },
      ]);
      await this.events.publish(tx, tagDeleted, { tagId: id });
    });
  }
}

function readName(raw: string): string {
  const name = tidyTagName(raw);
  if (name === '') throw invalidField('name', 'required', 'A tag needs a name.');
  return name;
}
