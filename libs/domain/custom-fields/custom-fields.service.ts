import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { Database, TenantScope, type SqlTx } from '@platform/database';
import { invalidField, notFound } from '@platform/errors';
import { Jobs } from '@platform/jobs';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import {
  customFieldLimits,
  customKeyOf,
  isCustomKey,
  type CustomField,
  type CustomFieldChanges,
  type FateOfValues,
  type NewCustomField,
} from './custom-field';
import { fieldInUse, keyBeingCleared, keyTaken, optionInUse, tooManyFields } from './custom-fields.errors';
import { customFieldJobs } from './custom-fields.jobs';
import { CustomFieldsRepository } from './custom-fields.repository';

/** The definitions of a team's own fields. */
@Injectable()
export class CustomFields {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly activities: Activities,
    private readonly fields: CustomFieldsRepository,
  ) {}

  /** In the order they were made. @throws DomainError invalid (cursor) */
  async list(
    scope: TenantScope,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<CustomField>> {
    const after = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.database.sql(scope, (tx) => this.fields.list(tx, { after, limit: limit + 1 }));
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** All of them, within the caller's unit of work. */
  async all(tx: SqlTx): Promise<CustomField[]> {
    return this.fields.list(tx, { limit: customFieldLimits.perTeam });
  }

  /**
   * Defines a field. Values that leads have under its key already stay as they are; those that fit can be found by filters at once.
   * @throws DomainError conflict/custom_field_key_taken, custom_field_being_deleted · unprocessable/custom_field_limit ·
   * invalid on key or options
   */
  async create(scope: TenantScope, input: NewCustomField, by: Author): Promise<CustomField> {
    const key = input.key ?? customKeyOf(input.label);
    if (key === null || !isCustomKey(key))
      throw invalidField('key', 'custom_key_invalid', 'A key is 1 to 40 letters, digits or _.');
    const options = readOptions(input.type, input.options);
    return this.database.sql(scope, async (tx) => {
      await this.fields.holdWriters(tx);
      const occupant = await this.fields.occupant(tx, key);
      if (occupant) throw occupant.deleted ? keyBeingCleared() : keyTaken();
      if ((await this.all(tx)).length >= customFieldLimits.perTeam) throw tooManyFields();
      const field = await this.fields.insert(tx, { ...input, key, options });
      await this.fields.indexExisting(tx, field);
      await this.record(tx, 'created', field, by);
      return field;
    });
  }

  /**
   * Changes label and options; key and type stay for good. An option that a lead has cannot be taken away.
   * @throws DomainError not_found/custom_field_not_found · conflict/custom_field_option_in_use · invalid on options
   */
  async update(
    scope: TenantScope,
    id: string,
    changes: CustomFieldChanges,
    by: Author,
  ): Promise<CustomField> {
    return this.database.sql(scope, async (tx) => {
      // A lead that is given an option while it is taken away would have a value that does not exist.
      if (changes.options) await this.fields.holdWriters(tx);
      const field = await this.fields.lock(tx, id);
      if (!field) throw notFound('custom_field');
      const options = changes.options && readOptions(field.type, changes.options);
      if (options) {
        const kept = new Set(options.map((option) => option.toLowerCase()));
        const taken = field.options.filter((option) => !kept.has(option.toLowerCase()));
        const used = taken.length > 0 && (await this.fields.optionInUse(tx, field.key, taken));
        if (used) throw optionInUse(used);
      }
      const changed = await this.fields.update(tx, id, { label: changes.label, options });
      await this.record(tx, 'updated', changed, by);
      return changed;
    });
  }

  /**
   * Deletes a field. Where leads have values in it, `fate` must say what becomes of them: kept, they are free text as before the
   * definition; deleted, a job removes them, and until it has, the key is not free.
   * @throws DomainError not_found/custom_field_not_found · conflict/custom_field_in_use
   */
  async delete(scope: TenantScope, id: string, fate: FateOfValues | undefined, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      await this.fields.holdWriters(tx);
      const field = await this.fields.lock(tx, id);
      if (!field) throw notFound('custom_field');
      const used = await this.fields.isInUse(tx, field.key);
      if (used && !fate) throw fieldInUse();
      if (used && fate === 'delete') {
        await this.fields.markDeleted(tx, id);
        await this.jobs.enqueue(
          tx,
          customFieldJobs.clear,
          { teamId: scope.teamId, fieldId: id },
          { dedupeKey: id },
        );
      } else {
        await this.fields.unindex(tx, field.key);
        await this.fields.delete(tx, id);
      }
      await this.record(tx, 'deleted', field, by);
    });
  }

  private async record(tx: SqlTx, verb: string, { label }: CustomField, { userId }: Author): Promise<void> {
    await this.activities.record(tx, [
      { type: `custom_field.${verb}`, title: `Custom field ${verb}: ${label}`, userId },
    ]);
  }
}

/** @throws DomainError invalid on options */
function readOptions(type: CustomField['type'], given: string[] = []): string[] {
  const refuse = (message: string) => invalidField('options', 'options_invalid', message);
  if (type !== 'select' && type !== 'multi_select') {
    if (given.length > 0) throw refuse('Only select and multi_select have options.');
    return [];
  }
  const options = given.map((option) => option.trim());
  if (options.length === 0 || options.some((option) => option === ''))
    throw refuse('A select has options, none of them empty.');
  if (options.some((option) => option.includes(';')))
    throw refuse('An option has no “;”: it separates choices.');
  if (new Set(options.map((option) => option.toLowerCase())).size < options.length)
    throw refuse('Two options are the same.');
  return options;
}
