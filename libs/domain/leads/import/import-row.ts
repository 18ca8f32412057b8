import { readCustomValue, type CustomField } from '@domain/custom-fields';
import { newId } from '@platform/database';
import { isStorableText } from '@platform/validation';
import { maxCustomBytes } from '../custom-fields';
import type { CustomFields } from '../lead';
import { nameFromAddress } from '../lead-values';
import { splitName } from '../person-name';
import { isNothing } from './cell-values';
import type { ColumnMapping, MappedField } from './column-mapping';
import { unguardCell } from './csv-guard';
import type { CsvRow } from './csv-rows';
import { fieldReaders } from './field-readers';
import { isImportField } from './import-fields';
import { importLimits } from './import-limits';
import { nothingStated, type ImportedLead, type RowIssue } from './imported-lead';
import { zoneOfImported } from './imported-zone';

/** Which column holds what, worked out once per file. */
export type RowPlan = { index: number; column: string; field: MappedField; definition?: CustomField }[];

export function planOf(columns: string[], mapping: ColumnMapping, fields: CustomField[] = []): RowPlan {
  const definitions = new Map<string, CustomField>(fields.map((field) => [`custom.${field.key}`, field]));
  return columns.flatMap((column, index) => {
    const field = Object.hasOwn(mapping, column) ? mapping[column] : null;
    return field ? [{ index, column, field, definition: definitions.get(field) }] : [];
  });
}

/** Reads one row: a lead, or every reason why it is none. */
export function readRow({ line, cells }: CsvRow, plan: RowPlan): ImportedLead | RowIssue[] {
  const issues: RowIssue[] = [];
  const stated: Partial<ImportedLead> & { country?: string } = {};
  const customFields: CustomFields = {};
  for (const { index, column, field, definition } of plan) {
    const cell = unguardCell(cells[index] ?? '').trim();
    if (isNothing(cell)) continue;
    const problem = cellProblem(cell);
    if (problem) issues.push({ line, column, ...problem });
    else if (!isImportField(field)) {
      const read = definition ? readCustomValue(definition, cell) : { value: cell };
      if ('value' in read) customFields[field.slice('custom.'.length)] = read.value;
      else issues.push({ line, column, code: 'custom_value_invalid', message: `${column} ${read.problem}.` });
    } else {
      const { read, code, message } = fieldReaders[field];
      const value = read(cell);
      if (value === undefined) issues.push({ line, column, code, message: `${column} ${message}.` });
      else Object.assign(stated, { [field]: value });
    }
  }
  if (Object.keys(customFields).length > 0) stated.customFields = customFields;
  if (issues.length > 0) return issues;
  const lead = leadOf(line, stated);
  const problem = leadProblem(lead);
  return problem ? [{ line, column: '', ...problem }] : lead;
}

function cellProblem(cell: string): Pick<RowIssue, 'code' | 'message'> | undefined {
  if (cell.length > importLimits.cellChars) {
    return { code: 'cell_too_long', message: `A cell is longer than ${importLimits.cellChars} characters.` };
  }
  return isStorableText(cell)
    ? undefined
    : { code: 'cell_not_text', message: 'A cell has characters that are no text.' };
}

function leadProblem({ name, customFields }: ImportedLead): Pick<RowIssue, 'code' | 'message'> | undefined {
  if (name === null) {
    const message = 'The row has neither a name nor an email address nor a phone number.';
    return { code: 'no_contact', message };
  }
  if (customFields && Buffer.byteLength(JSON.stringify(customFields)) > maxCustomBytes) {
    return { code: 'custom_fields_too_large', message: 'The custom fields are larger than 16 KB.' };
  }
  return undefined;
}

/** Completes what the file says: names from one another or from an address, the time zone from state and phone. */
function leadOf(
  line: number,
  { country, ...stated }: Partial<ImportedLead> & { country?: string },
): ImportedLead {
  const lead: ImportedLead = { ...nothingStated, ...stated, id: newId(), line };
  const joined = [lead.firstName, lead.lastName].filter(Boolean).join(' ');
  if (lead.name && !joined) Object.assign(lead, splitName(lead.name));
  lead.name ??= joined || nameFromAddress(lead) || null;
  const { zone, source } = zoneOfImported({
    timezone: lead.timezone ?? undefined,
    state: lead.state ?? undefined,
    country,
    phone: lead.phone ?? undefined,
  });
  return Object.assign(lead, { timezone: zone, timezoneSource: source });
}
