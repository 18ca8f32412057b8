import { customKeyOf, isCustomKey, type CustomField } from '@domain/custom-fields';
import { invalidField } from '@platform/errors';
import { identityFields, importFields, isImportField, type ImportField } from './import-fields';

/** What a column is read as: a field, a custom field, or null for a column that is left out. */
export type MappedField = ImportField | `custom.${string}`;
export type ColumnMapping = Record<string, MappedField | null>;

export interface SuggestedMapping {
  mapping: ColumnMapping;
  /** Columns that mean a field another column means already; they are left out until a person decides. */
  ambiguous: string[];
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const fieldOfName = new Map<string, ImportField>(
  (Object.keys(importFields) as ImportField[]).flatMap((field) =>
    [field, ...importFields[field].names].map((name) => [plain(name), field] as const),
  ),
);
/** Ours, in an export; meaningless in an import. */
const ignored: ReadonlySet<string> = new Set(['id', 'leadid', 'createdat', 'updatedat', 'lastcontactat']);

/** Guesses what each column means by its name. An unknown column becomes a custom field, so that nothing is lost. */
export function suggestMapping(
  columns: string[],
  fields: Pick<CustomField, 'key' | 'label'>[] = [],
): SuggestedMapping {
  // The team's own word for a column goes before ours.
  const own = new Map(
    fields.flatMap(({ key, label }) => [key, label].map((name) => [plain(name), `custom.${key}` as const])),
  );
  const mapping = new Map<string, MappedField | null>();
  const ambiguous: string[] = [];
  const used = new Set<string>();
  for (const column of columns) {
    const name = plain(column);
    const field = ignored.has(name)
      ? null
      : (own.get(name) ?? fieldOfName.get(name) ?? customFieldOf(column));
    if (field !== null && used.has(field)) ambiguous.push(column);
    mapping.set(column, field !== null && used.has(field) ? null : field);
    if (field !== null) used.add(field);
  }
  return { mapping: Object.fromEntries(mapping), ambiguous };
}

/** "Property Interest" → custom.propertyInterest; `custom.budget` stays. */
function customFieldOf(column: string): `custom.${string}` | null {
  const given = /^custom\.(.+)$/.exec(column)?.[1];
  if (given && isCustomKey(given)) return `custom.${given}`;
  const key = customKeyOf(column);
  return key === null ? null : `custom.${key}`;
}

/**
 * Checks a mapping that a person made. Columns it does not name are left out.
 * @throws DomainError invalid (mapping) with mapping_column_unknown, mapping_field_unknown, mapping_field_twice, mapping_incomplete
 */
export function checkMapping(columns: string[], given: Record<string, unknown>): ColumnMapping {
  const known = new Set(columns);
  const used = new Set<string>();
  const entries = Object.entries(given).map(([column, field]): [string, MappedField | null] => {
    if (!known.has(column))
      throw refuse('mapping_column_unknown', `The file has no column "${column.slice(0, 100)}".`);
    if (field === null || field === '') return [column, null];
    if (!isMappedField(field))
      throw refuse('mapping_field_unknown', `Column "${column}" is mapped to no field of a lead.`);
    if (used.has(field)) throw refuse('mapping_field_twice', `Two columns are mapped to ${field}.`);
    used.add(field);
    return [column, field];
  });
  const mapping: ColumnMapping = Object.fromEntries(entries);
  if (!namesSomebody(mapping)) {
    throw refuse('mapping_incomplete', `One column must be mapped to one of ${identityFields.join(', ')}.`);
  }
  return mapping;
}

/** Whether rows read by the mapping can be leads at all. */
export function namesSomebody(mapping: ColumnMapping): boolean {
  const fields = new Set<string | null>(Object.values(mapping));
  return identityFields.some((field) => fields.has(field));
}

function isMappedField(value: unknown): value is MappedField {
  if (typeof value !== 'string') return false;
  return isImportField(value) || (value.startsWith('custom.') && isCustomKey(value.slice('custom.'.length)));
}

function refuse(code: string, message: string) {
  return invalidField('mapping', code, message);
}
