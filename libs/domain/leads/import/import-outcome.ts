import type { ConsentEntry } from '../consent/consent.repository';
import type { Consent } from '../lead';
import { nothingStated, type ImportedLead, type RowIssue } from './imported-lead';
import type { Match } from './imported-leads.repository';

/** Why rows did not become leads: whose email or phone they have. */
export function duplicateIssues(leads: ImportedLead[], matches: Match[], importId: string): RowIssue[] {
  const byEmail = new Map(matches.map((match) => [match.email, match]));
  const byPhone = new Map(matches.map((match) => [match.phone, match]));
  return leads.map(({ line, email, phone }) => {
    const emailOwner = email === null ? undefined : byEmail.get(email);
    const owner = emailOwner ?? (phone === null ? undefined : byPhone.get(phone));
    // Without an owner the address is one of before a merge.
    const what = emailOwner || (!owner && email !== null) ? 'email address' : 'phone number';
    return owner?.importId === importId
      ? {
          line,
          code: 'duplicate_in_file',
          column: '',
          message: `An earlier row of the file has this ${what}.`,
        }
      : { line, code: 'duplicate_in_team', column: '', message: `A lead of the team has this ${what}.` };
  });
}

/** The lines of the consent record that a row makes. A file does not give back a consent that was withdrawn. */
export function consentsOfImport(
  lead: ImportedLead,
  before: Match | undefined,
  importId: string,
): ConsentEntry[] {
  const entry = (
    channel: 'EMAIL' | 'SMS',
    from: Consent,
    to: Consent | null,
    address: string | null,
  ): ConsentEntry[] => {
    if (to === null || to === from || to === 'unknown' || from === 'denied') return [];
    const action = to === 'granted' ? 'granted' : from === 'granted' ? 'withdrawn' : 'denied';
    const evidence = { importId, line: lead.line };
    return [{ leadId: lead.id, channel, address, action, source: 'import', evidence }];
  };
  return [
    ...entry('EMAIL', before?.emailConsent ?? 'unknown', lead.emailConsent, lead.email),
    ...entry('SMS', before?.smsConsent ?? 'unknown', lead.smsConsent, lead.phone),
  ];
}

/** Names of the fields that a row says something about. */
export function statedFields(lead: ImportedLead): string[] {
  const keys = Object.keys(nothingStated) as (keyof typeof nothingStated)[];
  return keys.filter((key) => key !== 'timezoneSource' && key !== 'tags' && lead[key] !== null);
}
