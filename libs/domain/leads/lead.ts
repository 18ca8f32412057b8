export const LEAD_STATUSES = [
  'NEW',
  'CONTACTED',
  'QUALIFIED',
  'PROPOSAL',
  'NEGOTIATION',
  'WON',
  'LOST',
] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

export const CONSENTS = ['granted', 'denied', 'unknown'] as const;
export type Consent = (typeof CONSENTS)[number];

export type CustomValue = string | number | boolean | null;
export type CustomFields = Record<string, CustomValue>;

export interface LeadTagView {
  id: string;
  name: string;
  color: string | null;
}

export interface Lead {
  id: string;
  name: string;
  firstName: string | null;
  lastName: string | null;
  /** Normalised; see normaliseEmail. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  company: string | null;
  position: string | null;
  city: string | null;
  /** Two letters for US states. */
  state: string | null;
  status: LeadStatus;
  score: number;
  source: string;
  /** Expected deal value in the team's currency. */
  value: number | null;
  stage: string | null;
  assignedToId: string | null;
  /** IANA zone. */
  timezone: string | null;
  timezoneSource: 'given' | 'state' | 'area_code' | 'unknown';
  customFields: CustomFields;
  emailConsent: Consent;
  smsConsent: Consent;
  doNotEmail: boolean;
  doNotText: boolean;
  doNotCall: boolean;
  lastContactAt: Date | null;
  tags: LeadTagView[];
  createdAt: Date;
  updatedAt: Date;
}

/** What a caller may state about a lead. On an update, what is left out stays and null clears. */
export interface LeadInput {
  name?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  company?: string | null;
  position?: string | null;
  city?: string | null;
  state?: string | null;
  status?: LeadStatus;
  score?: number;
  source?: string;
  value?: number | null;
  stage?: string | null;
  assignedToId?: string | null;
  timezone?: string | null;
  customFields?: CustomFields;
  emailConsent?: Consent;
  smsConsent?: Consent;
  doNotEmail?: boolean;
  doNotText?: boolean;
  doNotCall?: boolean;
}

/** The stored columns a caller's input becomes; only these are written. */
export type LeadValues = Omit<Lead, 'id' | 'tags' | 'lastContactAt' | 'createdAt' | 'updatedAt'>;
export type LeadChange = Partial<LeadValues>;

/** What a bulk update may change; the same values for every lead. */
export type BulkChange = Pick<
  LeadInput,
  | 'status'
  | 'stage'
  | 'source'
  | 'score'
  | 'value'
  | 'company'
  | 'city'
  | 'emailConsent'
  | 'smsConsent'
  | 'doNotEmail'
  | 'doNotText'
  | 'doNotCall'
> & { addTagIds?: string[]; removeTagIds?: string[] };
