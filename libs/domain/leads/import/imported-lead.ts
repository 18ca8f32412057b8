import type { Consent, CustomFields, LeadStatus } from '../lead';

/** A row as it will be stored. Null means that the file does not say. */
export interface ImportedLead {
  /** Of the lead, should the row become a new one. */
  id: string;
  line: number;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  company: string | null;
  position: string | null;
  city: string | null;
  state: string | null;
  status: LeadStatus | null;
  score: number | null;
  source: string | null;
  value: number | null;
  stage: string | null;
  timezone: string | null;
  timezoneSource: string;
  customFields: CustomFields | null;
  emailConsent: Consent | null;
  smsConsent: Consent | null;
  doNotEmail: boolean | null;
  doNotText: boolean | null;
  doNotCall: boolean | null;
  tags: string[];
}

export interface RowIssue {
  line: number;
  code: string;
  /** The column's name in the file; empty when the row as a whole is meant. */
  column: string;
  message: string;
}

export const nothingStated: Omit<ImportedLead, 'id' | 'line'> = {
  name: null,
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  company: null,
  position: null,
  city: null,
  state: null,
  status: null,
  score: null,
  source: null,
  value: null,
  stage: null,
  timezone: null,
  timezoneSource: 'unknown',
  customFields: null,
  emailConsent: null,
  smsConsent: null,
  doNotEmail: null,
  doNotText: null,
  doNotCall: null,
  tags: [],
};
