import { Injectable } from '@nestjs/common';
import { Activities, changedFields, type Author } from '@domain/activities';
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
  async create(scope: TenantScope, input: { name: string; color?: string | null }, by: Author): Promise<Tag> {
    return this.database.sql(scope, (tx) => this.createIn(tx, input, by));
  }

  /** The same in the caller's transaction. */
  async createIn(tx: SqlTx, input: { name: string; color?: string | null }, by: Author): Promise<Tag> {
    const tag = await this.tags.insert(tx, readName(input.name), input.color ?? null);
    await this.record(tx, 'tag.created', `Tag created: ${tag.name}`, tag, by);
    return tag;
  }

  /** @throws DomainError not_found/tag_not_found, conflict/tag_name_taken */
  async update(
    scope: TenantScope,
    id: string,
    input: { name?: string; color?: string | null },
    by: Author,
  ): Promise<Tag> {
    const change = { ...input, ...(input.name === undefined ? {} : { name: readName(input.name) }) };
    return this.database.sql(scope, async (tx) => {
      const before = await this.tags.find(tx, id);
      const tag = before && (await this.tags.update(tx, id, change));
      if (!tag) throw notFound('tag');
      const changes = changedFields(before, tag, ['name', 'color']);
      if (Object.keys(changes).length > 0)
        await this.record(tx, 'tag.updated', `Tag changed: ${tag.name}`, tag, by, changes);
      return tag;
    });
  }

  /** Takes the tag off every lead too. @throws DomainError not_found/tag_not_found */
  async delete(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const tag = await this.tags.find(tx, id);
      if (!tag || !(await this.tags.delete(tx, id))) throw notFound('tag');
      await this.record(tx, 'tag.deleted', `Tag deleted: ${tag.name}`, tag, by);
      await this.events.publish(tx, tagDeleted, { tagId: id });
    });
  }

  private async record(
    tx: SqlTx,
    type: string,
    title: string,
    { id: subjectId }: Tag,
    { userId }: Author,
    changes?: object,
  ): Promise<void> {
    await this.activities.record(tx, [{ type, title, subjectId, userId, changes }]);
  }
}

function readName(raw: string): string {
  const name = tidyTagName(raw);
  if (name === '') throw invalidField('name', 'required', 'A tag needs a name.');
  return name;
}
