import { normaliseEmail } from '../email-address';
import { readState } from '../lead-values';
import { normalisePhone } from '../phone';
import { maxTagName } from '../tags/tag';
import { readAmount, readBoolean, readConsent, readScore, readStatus, readTags } from './cell-values';
import { importFields, type ImportField } from './import-fields';
import { isZone } from './imported-zone';

interface FieldReader {
  /** Undefined when the cell cannot be that. */
  read: (cell: string) => unknown;
  code: string;
  /** Follows the column's name. */
  message: string;
}

const text = (max: number): FieldReader => ({
  // A line break inside a name would end up in a subject or a header.
  read: (cell) => (cell.length <= max ? cell.replace(/[\p{Cc}\s]+/gu, ' ') : undefined),
  code: 'cell_too_long',
  message: `is longer than ${max} characters`,
});
const flag: FieldReader = { read: readBoolean, code: 'flag_invalid', message: 'is neither yes nor no' };
const consent: FieldReader = { read: readConsent, code: 'consent_invalid', message: 'is neither yes nor no' };
const state = text(60);

/** How the cells of each field are read, and what is said when they cannot be. */
export const fieldReaders: Record<ImportField, FieldReader> = {
  name: text(importFields.name.max),
  firstName: text(importFields.firstName.max),
  lastName: text(importFields.lastName.max),
  email: {
    read: (cell) => normaliseEmail(cell) ?? undefined,
    code: 'email_invalid',
    message: 'is not an email address',
  },
  phone: {
    read: (cell) => normalisePhone(cell)?.e164,
    code: 'phone_invalid',
    message: 'is not a phone number',
  },
  company: text(importFields.company.max),
  position: text(importFields.position.max),
  city: text(importFields.city.max),
  state: {
    ...state,
    read: (cell) => readState((state.read(cell) as string | undefined) ?? null) ?? undefined,
  },
  country: text(importFields.country.max),
  status: { read: readStatus, code: 'status_invalid', message: 'is not a status of a lead' },
  score: { read: readScore, code: 'score_invalid', message: 'is not a whole number from 0 to 1000000' },
  source: text(importFields.source.max),
  value: { read: readAmount, code: 'value_invalid', message: 'is not an amount of money' },
  stage: text(importFields.stage.max),
  timezone: {
    read: (cell) => (isZone(cell) ? cell : undefined),
    code: 'timezone_invalid',
    message: 'is not an IANA time zone such as America/Chicago',
  },
  emailConsent: consent,
  smsConsent: consent,
  doNotEmail: flag,
  doNotText: flag,
  doNotCall: flag,
  tags: {
    read: (cell) => {
      const tags = readTags(cell);
      return tags.every((tag) => tag.length <= maxTagName) ? tags : undefined;
    },
    code: 'tag_too_long',
    message: `has a tag of more than ${maxTagName} characters`,
  },
};
